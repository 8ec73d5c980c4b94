"""What each resource of a plan must pass, and how it is said when it does not."""

import pytest

from nameplate.core.errors import NameplateError
from nameplate.resource_manager.deployments.preparation.checks import Findings
from nameplate.resource_manager.deployments.preparation.preflight_refusals import together
from tests.providers.stand import GROUP, STRANGER, SUB, Stand
from tests.resource_manager.deployments.preparing import (
    CONTRIBUTOR,
    IDENTITY,
    World,
    body,
    identity,
    nested,
    template,
    world,
)

REFUSED = (
    "Authorization failed for template resource '{name}' of type '{type}'. The client "
    "'55555555-5555-5555-5555-555555555555' with object id "
    "'44444444-4444-4444-4444-444444444444' does not have permission to perform action "
    "'{type}/write' at scope '{scope}/providers/{type}/{name}'."
)


def thing(kind: str, name: str = "abc", **more: object) -> dict[str, object]:
    return {"type": kind, "apiVersion": "2023-01-01", "name": name, **more}


async def refusal(*resources: object, scope: str = GROUP, allow: bool = False) -> NameplateError:
    made = World(stand=Stand(allow_unknown_types=allow))
    await made.stand.with_group()
    located = {} if scope == GROUP else {"location": "westus"}
    return await made.refused({**body(template(*resources)), **located}, scope=scope)


@pytest.mark.parametrize(
    ("resource", "code", "words"),
    [
        (thing("My.Rp/things"), "NoRegisteredProviderFound", "The known namespaces are: "),
        (thing("Microsoft.Web/gizmos"), "InvalidResourceType", "The known types are: "),
        (thing("Microsoft.Resources/tenants"), "MethodNotAllowed", "http method 'PUT'"),
        (thing(IDENTITY), "LocationRequired", "The location property is required"),
        (thing(IDENTITY, location="moon"), "LocationNotAvailableForResourceType", "'moon'"),
        (thing(IDENTITY, "a", location="westus"), "InvalidResourceName", "'a'"),
        (
            {**identity("abc"), "apiVersion": "latest"},
            "InvalidApiVersionParameter",
            "'latest'",
        ),
        (
            identity("abc", scope="/subscriptions/99999999-9999-9999-9999-999999999999"),
            "SubscriptionNotFound",
            "could not be found",
        ),
    ],
)
async def test_what_cannot_be_written_is_refused(resource: object, code: str, words: str) -> None:
    found = await refusal(resource)
    assert found.code == code
    assert words in found.message
    assert found.target is not None
    assert found.target.startswith("/subscriptions/")


async def test_resources_live_where_their_type_does() -> None:
    at_subscription = await refusal(identity("abc"), scope=SUB)
    assert at_subscription.code == "InvalidResourceScope"
    assert "lives in a resource group" in at_subscription.message
    assert "deployed to the subscription" in at_subscription.message


async def test_a_group_is_not_made_in_a_group() -> None:
    made = await refusal(thing("Microsoft.Resources/resourceGroups", location="westus"))
    assert made.code == "InvalidResourceScope"
    assert "deployed to a resource group" in made.message
    assert made.target is not None


async def test_another_scope_takes_a_nested_deployment() -> None:
    found = await refusal(identity("abc", scope=f"{SUB}/resourceGroups/other"))
    assert found.code == "InvalidTemplate"
    assert "Use a nested deployment" in found.message


async def test_several_failures_are_told_together() -> None:
    found = await refusal(thing(IDENTITY, "abc"), thing(IDENTITY, "abd"))
    assert found.code == "MultipleErrorsOccurred"
    assert found.message == ("Multiple error occurred: BadRequest,BadRequest. Please see details.")
    assert [each.code for each in found.details] == ["LocationRequired"] * 2
    with pytest.raises(NameplateError):
        raise together(found.details)


async def test_what_is_there_already_keeps_its_location() -> None:
    made = await world()
    await made.stand.put(f"{GROUP}/providers/{IDENTITY}/abc", {"location": "westeurope"})
    await made.prepare(body(template(thing(IDENTITY))))


async def test_unknown_types_may_be_allowed() -> None:
    made = World(stand=Stand(allow_unknown_types=True))
    await made.stand.with_group()
    await made.prepare(body(template(thing("My.Rp/things"))))


async def test_who_may_not_write_it_is_told_in_azures_words() -> None:
    made = await world()
    found = await made.refused(body(template(identity("abc"))), caller=STRANGER)
    assert (found.status, found.code) == (400, "InvalidTemplateDeployment")
    sentence = REFUSED.format(name="abc", type=IDENTITY, scope=GROUP)
    assert found.message == f"The template deployment failed with error: '{sentence}'."


async def test_several_refusals_are_one_error() -> None:
    made = await world()
    found = await made.refused(
        body(template(identity("abc"), identity("abd"), thing("My.Rp/things"))), caller=STRANGER
    )
    first, second = (REFUSED.format(name=n, type=IDENTITY, scope=GROUP) for n in ("abc", "abd"))
    assert found.message == f"Deployment failed with multiple errors: '{first}:{second}'."


async def test_every_refusal_is_in_the_trail_up_to_a_limit() -> None:
    made = await world()
    many = template(identity("[concat('abc', copyIndex())]", copy={"name": "l", "count": 100}))
    found = await made.refused(body(many), caller=STRANGER)
    assert found.message.count("Authorization failed for") == 20


async def test_nested_deployments_give_no_further_rights() -> None:
    made = await world()
    inner = nested("inner", template(identity("abc")))
    found = await made.refused(body(template(inner)), caller=STRANGER)
    sentence = REFUSED.format(name="inner", type="Microsoft.Resources/deployments", scope=GROUP)
    assert sentence in found.message


async def test_a_right_on_one_group_is_none_on_another() -> None:
    made = await world()
    await made.stand.put(f"{SUB}/resourceGroups/other", {"location": "westeurope"})
    await made.give(CONTRIBUTOR, GROUP)
    await made.prepare(body(template(identity("abc"))), caller=STRANGER)
    inner = nested("inner", template(identity("abc")), resourceGroup="other")
    found = await made.refused(body(template(inner)), caller=STRANGER)
    assert found.code == "InvalidTemplateDeployment"
    assert "resourceGroups/other/providers/Microsoft.Resources/deployments" in found.message


async def test_contributors_cannot_grant() -> None:
    made = await world()
    await made.give(CONTRIBUTOR, GROUP)
    grant = thing(
        "Microsoft.Authorization/roleAssignments",
        "0e2f1b44-0000-4000-8000-000000000001",
        properties={"principalId": STRANGER.object_id, "roleDefinitionId": "x"},
    )
    found = await made.refused(body(template(grant)), caller=STRANGER)
    assert found.code == "InvalidTemplateDeployment"
    assert "Microsoft.Authorization/roleAssignments/write" in found.message


def test_no_findings_are_no_refusal() -> None:
    Findings().refuse()

"""A deployment on its way: order, outputs, failures, complete mode, being told to end."""

import orjson
import pytest

from nameplate.core.errors import BadRequest, Forbidden
from tests.providers.stand import GROUP, STORAGE, STRANGER
from tests.resource_manager.deployments.deploying import Deploying, identity_id, until
from tests.resource_manager.deployments.preparing import identity, nested, template


@pytest.fixture
async def deploying() -> Deploying:
    """A stand with a group."""
    return await Deploying().begin()


async def test_what_a_template_names_is_deployed_with_its_outputs(deploying: Deploying) -> None:
    outputs = {
        "id": {"type": "string", "value": "[reference('alpha', '2023-01-31', 'Full').location]"}
    }

    shown = await deploying.deploy(template(identity("beta"), identity("alpha"), outputs=outputs))

    assert shown["provisioningState"] == "Succeeded"
    assert shown["outputs"] == {"id": {"type": "String", "value": "westeurope"}}
    assert shown["outputResources"] == [{"id": identity_id("alpha")}, {"id": identity_id("beta")}]
    assert await deploying.steps() == {
        ("Create", "alpha", "Succeeded"),
        ("Create", "beta", "Succeeded"),
        ("EvaluateDeploymentOutput", "", "Succeeded"),
    }


async def test_outputs_are_absent_only_where_the_template_has_none(deploying: Deploying) -> None:
    assert "outputs" not in await deploying.deploy(template())
    assert (await deploying.deploy(template(outputs={})))["outputs"] == {}


async def test_dependencies_come_first(deploying: Deploying) -> None:
    names = [f"n{number:03d}" for number in range(8)]
    chain = [
        identity(name, dependsOn=[names[at + 1]] if at + 1 < len(names) else [])
        for at, name in enumerate(names)
    ]

    shown = await deploying.deploy(template(*chain))

    assert shown["provisioningState"] == "Succeeded"
    assert deploying.held.puts[-8:] == list(reversed(names))


async def test_what_does_not_depend_on_each_other_runs_at_once(deploying: Deploying) -> None:
    held = deploying.held
    held.holding = {f"n{number:03d}" for number in range(40)}
    await deploying.put(template(*(identity(name) for name in sorted(held.holding))))
    await until(lambda: len(held.waiting) == 16)

    for _ in range(50):
        await until(lambda: True)
    at_once = len(held.waiting)
    held.release()
    await deploying.runs.wait()

    assert at_once == 16
    assert (await deploying.shown())["provisioningState"] == "Succeeded"


async def test_a_failure_stops_what_depends_on_it_and_nothing_else(deploying: Deploying) -> None:
    deploying.fail("bad")
    resources = (
        identity("bad"),
        identity("after", dependsOn=["bad"]),
        identity("beside"),
        identity("later", dependsOn=["beside"]),
    )

    shown = await deploying.deploy(template(*resources, outputs={}))

    assert shown["provisioningState"] == "Failed"
    assert shown["error"] == {
        "code": "DeploymentFailed",
        "message": "At least one resource deployment operation failed. Please list deployment "
        "operations for details. Please see https://aka.ms/DeployOperations for usage details.",
        "details": [{"code": "AlreadyThere", "message": "It is there already."}],
    }
    assert "outputs" not in shown
    assert [await deploying.there(name) for name in ("after", "beside", "later")] == [
        False,
        True,
        True,
    ]
    failed = [
        each for each in await deploying.operations() if each["provisioningState"] == "Failed"
    ]
    assert [(each["statusCode"], each["statusMessage"]) for each in failed] == [
        ("Conflict", {"error": shown["error"]["details"][0]})
    ]


async def test_a_providers_nested_error_stands_as_the_text_of_its_json(
    deploying: Deploying,
) -> None:
    inner = BadRequest("Inner", "why")
    deploying.fail("bad", error=BadRequest("Outer", "what", details=[inner]))

    shown = await deploying.deploy(template(identity("bad")))

    (detail,) = shown["error"]["details"]
    assert detail["code"] == "BadRequest"
    assert detail["message"].startswith('{\r\n  "error": {\r\n    "code": "Outer"')
    assert orjson.loads(detail["message"])["error"]["details"][0]["code"] == "Inner"


async def test_an_unforeseen_failure_is_told_without_its_words(
    deploying: Deploying, caplog: pytest.LogCaptureFixture
) -> None:
    deploying.held.failing["bad"] = RuntimeError("hunter2hunter2")

    shown = await deploying.deploy(template(identity("bad")))

    assert shown["error"]["details"][0]["code"] == "InternalServerError"
    assert "hunter2" not in f"{shown} {caplog.text} {[vars(each) for each in caplog.records]}"
    assert [each.getMessage() for each in caplog.records] == ["a resource could not be deployed"]


async def test_an_output_that_cannot_be_evaluated_fails_the_deployment(
    deploying: Deploying,
) -> None:
    outputs = {"x": {"type": "string", "value": "[reference('alpha', '2023-01-31').nothing]"}}

    shown = await deploying.deploy(template(identity("alpha"), outputs=outputs))

    assert shown["provisioningState"] == "Failed"
    assert shown["error"]["code"] == "DeploymentOutputEvaluationFailed"
    assert ("EvaluateDeploymentOutput", "", "Failed") in await deploying.steps()


async def test_an_output_that_asks_what_is_not_there_fails_it_too(deploying: Deploying) -> None:
    value = f"[reference('{identity_id('missing')}', '2023-01-31').clientId]"
    outputs = {"x": {"type": "string", "value": value}}

    shown = await deploying.deploy(template(outputs=outputs))

    assert [each["code"] for each in shown["error"]["details"]] == ["ResourceNotFound"]
    assert await deploying.steps() == {
        ("Read", "missing", "Failed"),
        ("EvaluateDeploymentOutput", "", "Failed"),
    }


async def test_secrets_are_sent_and_never_shown(deploying: Deploying) -> None:
    secret = "correct-horse-battery"
    deploying.fail("bad", error=BadRequest("Refused", f"'{secret}' is no good."))
    parameters = {"pw": {"type": "securestring"}}
    tagged = identity("good", tags={"pw": "[parameters('pw')]"})
    bad = identity("bad", tags={"pw": "[parameters('pw')]"})
    outputs = {"pw": {"type": "string", "value": "[parameters('pw')]"}}
    document = template(tagged, bad, parameters=parameters, outputs=outputs)

    failed = await deploying.deploy(document, parameters={"pw": {"value": secret}})
    operations = await deploying.operations()
    deploying.held.failing.clear()
    shown = await deploying.deploy(document, parameters={"pw": {"value": secret}})

    good = await deploying.stand.store.resources.find(identity_id("good").lower())
    assert good is not None
    assert good.tags == {"pw": secret}
    assert failed["error"]["details"][0]["message"].endswith("is no good.")
    assert shown["outputs"] == {"pw": {"type": "String"}}
    assert secret not in f"{failed} {operations} {shown} {await deploying.operations()}"
    for each in deploying.stand.store.deployments.rows.values():  # type: ignore[attr-defined]  # the fake
        assert secret not in repr(each)
        assert each.request is None


async def test_a_deployment_may_do_what_its_caller_may(deploying: Deploying) -> None:
    deploying.fail("alpha", error=Forbidden("AuthorizationFailed", "no"))
    shown = await deploying.deploy(template(identity("alpha")))
    assert shown["error"]["details"] == [{"code": "AuthorizationFailed", "message": "no"}]

    deploying.stand.doorkeeper.principal = STRANGER
    refused = await deploying.put(template(identity("beta")))
    assert (refused.status, refused.error) == (403, "AuthorizationFailed")


async def test_cancelled_it_ends_what_runs_and_starts_nothing(deploying: Deploying) -> None:
    deploying.held.holding = {"first"}
    resources = (identity("first"), identity("second", dependsOn=["first"]))
    await deploying.put(template(*resources))
    await until(lambda: deploying.held.waiting)

    reply = await deploying.stand.send("POST", f"{deploying.path()}/cancel")
    at_once = await deploying.shown()
    deploying.held.release()
    await deploying.runs.wait()

    assert reply.status == 204
    assert at_once["provisioningState"] == "Canceled"
    assert (await deploying.shown())["provisioningState"] == "Canceled"
    assert [await deploying.there(name) for name in ("first", "second")] == [True, False]
    assert await deploying.steps() == {("Create", "first", "Succeeded")}
    (kept,) = await deploying.stand.store.deployments.in_scope(GROUP.lower())
    found = await deploying.stand.store.deployments.find(kept.key)
    assert found is not None
    assert (found.lease, found.request) == (None, None)


async def test_keys_that_a_provider_repeats_are_covered(deploying: Deploying) -> None:
    account = {"location": "westeurope", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
    await deploying.stand.put(STORAGE, account)
    keys = await deploying.stand.send("POST", f"{STORAGE}/listKeys")
    key = keys.body["keys"][0]["value"]
    deploying.fail("inner-bad", error=BadRequest("Refused", f"'{key}' is no good."))
    asked = f"[listKeys('{STORAGE}', '2023-01-01').keys[0].value]"
    inner = template(
        identity("inner-bad", tags={"k": "[parameters('k')]"}),
        parameters={"k": {"type": "string"}},
    )
    given = {"k": {"value": asked}}
    outputs = {"k": {"type": "string", "value": asked}}

    shown = await deploying.deploy(
        template(nested("inner", inner, properties={"parameters": given}), outputs=outputs)
    )
    told = f"{shown} {await deploying.shown('inner')} {await deploying.operations('inner')}"

    assert "is no good." in told
    assert key not in told

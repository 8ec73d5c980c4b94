"""What a running deployment asks resources."""

import pytest

from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.resource_manager.deployments.running.answers import AnswerFailedError, Answers
from nameplate.resource_manager.deployments.work import Work
from nameplate.resource_manager.provider import Answer
from nameplate.template.document.outputs import Output
from nameplate.template.references import References, Wanted
from nameplate.template.secrets import Concealed, conceals, reveal
from tests.providers.stand import GROUP, STORAGE, STRANGER, SUBSCRIPTION
from tests.resource_manager.deployments.deploying import DEPLOYMENTS, identity_id
from tests.resource_manager.deployments.preparing import World, body, identity, template

VERSION = "2023-01-31"


class Asking:
    """Answers to a deployment in a group with an identity and a storage account."""

    def __init__(self, world: World, prepared: Prepared) -> None:
        self.world = world
        self.outputs: dict[str, dict[str, Output]] = {}
        self.answers = Answers(world.stand.control_plane, prepared, self.outputs, Work())

    async def ask(self, wanted: Wanted) -> object:
        def compute(references: References) -> object:
            return references.find(wanted)

        return await self.answers.settle(compute)


@pytest.fixture
async def asking() -> Asking:
    """A deployment that deploys ``own`` beside what is there."""
    world = World()
    await world.stand.with_group()
    created = await world.stand.put(identity_id("there"), {"location": "westeurope"})
    assert created.status == 201
    account = {"location": "westeurope", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
    assert (await world.stand.put(STORAGE, account)).status in (200, 201, 202)
    prepared = await world.prepare(body(template(identity("own"))))
    return Asking(world, prepared)


async def test_a_reference_is_a_get(asking: Asking) -> None:
    answer = await asking.ask(Wanted("reference", identity_id("there"), VERSION))
    assert isinstance(answer, dict)
    assert set(answer) >= {"tenantId", "principalId", "clientId"}


async def test_the_full_one_is_the_resource_but_for_its_id(asking: Asking) -> None:
    answer = await asking.ask(Wanted("reference", identity_id("there"), VERSION, full=True))
    assert isinstance(answer, dict)
    assert not {"id", "name", "type"} & set(answer)
    assert answer["location"] == "westeurope"
    assert answer["subscriptionId"] == SUBSCRIPTION
    assert answer["resourceGroupName"] == "local"
    assert answer["resourceId"] == "Microsoft.ManagedIdentity/userAssignedIdentities/there"
    assert (answer["apiVersion"], answer["isTemplateResource"]) == (VERSION, False)
    assert "clientId" in answer["properties"]


async def test_a_list_function_is_a_post_and_all_of_its_answer_hidden(asking: Asking) -> None:
    answer = await asking.ask(Wanted("listKeys", STORAGE, "2023-01-01"))
    assert conceals(answer)
    assert "key1" not in repr(answer)
    assert reveal(answer)["keys"][0]["keyName"] == "key1"


async def test_a_list_function_may_send_a_body(asking: Asking) -> None:
    given = '{"signedServices":"b","signedResourceTypes":"c","signedPermission":"r"}'
    with pytest.raises(AnswerFailedError) as failure:
        await asking.ask(Wanted("listNothing", STORAGE, "2023-01-01", body=given))
    assert failure.value.error.status == 405


async def test_the_outputs_of_a_nested_deployment_keep_their_secrets(asking: Asking) -> None:
    inner = f"{GROUP}{DEPLOYMENTS}/inner"
    asking.world.stand.control_plane.answer = _no_properties  # type: ignore[assignment]  # it ran here
    asking.outputs[inner.lower()] = {"pw": Output("SecureString", Concealed("hunter2"))}

    seen = await asking.ask(Wanted("reference", inner, "2022-09-01"))
    listed = await asking.ask(Wanted("listOutputsWithSecureValues", inner, "2022-09-01"))

    assert "hunter2" not in f"{seen}{listed}"
    assert reveal(seen)["outputs"]["pw"]["value"] == "hunter2"
    assert reveal(listed)["pw"]["value"] == "hunter2"


async def _no_properties(_: object) -> Answer:
    return Answer(200, {"id": "x", "properties": {"outputs": {"pw": {"type": "SecureString"}}}})


async def test_what_does_not_answer_is_named(asking: Asking) -> None:
    with pytest.raises(AnswerFailedError) as failure:
        await asking.ask(Wanted("reference", identity_id("missing"), VERSION))
    assert failure.value.wanted.resource_id == identity_id("missing")
    assert failure.value.error.code == "ResourceNotFound"


async def test_it_is_the_caller_who_asks(asking: Asking) -> None:
    prepared = await asking.world.prepare(body(template(identity("own"))))
    object.__setattr__(prepared, "caller", STRANGER)
    stranger = Asking(asking.world, prepared)
    with pytest.raises(AnswerFailedError) as failure:
        await stranger.ask(Wanted("listKeys", STORAGE, "2023-01-01"))
    assert failure.value.error.code == "AuthorizationFailed"

"""403 in Key Vault's words, and the record of every decision."""

from dataclasses import replace

import pytest

from nameplate.audit.event import EventKind
from nameplate.core.principal import PrincipalType
from tests.vault.stand import GROUP, PRINCIPAL, Stand, error_of, message_of, vault_id

DB = {"value": "hunter2"}


@pytest.fixture
async def stand() -> Stand:
    made = Stand()
    await made.create_vault()
    await made.json("PUT", "/secrets/db", DB)
    made.trail.events.clear()
    made.trail.durable.clear()
    return made


@pytest.mark.parametrize(
    ("method", "path", "missing"),
    [
        ("GET", "/secrets/db/", "get"),
        ("GET", "/secrets/db/0123", "get"),
        ("GET", "/secrets", "list"),
        ("GET", "/secrets/db/versions", "list"),
        ("PUT", "/secrets/db", "set"),
        ("PATCH", "/secrets/db/", "set"),
        ("DELETE", "/secrets/db", "delete"),
        ("POST", "/secrets/db/backup", "backup"),
        ("POST", "/secrets/restore", "restore"),
        ("GET", "/deletedsecrets", "list"),
        ("GET", "/deletedsecrets/db", "get"),
        ("POST", "/deletedsecrets/db/recover", "recover"),
        ("DELETE", "/deletedsecrets/db", "purge"),
    ],
)
async def test_each_operation_needs_its_permission(
    stand: Stand, method: str, path: str, missing: str
) -> None:
    others = {"get", "list", "set", "delete", "backup", "restore", "recover", "purge"} - {missing}
    await stand.give(*others)

    response = await stand.call(method, path)

    assert error_of(response) == (403, "Forbidden", "AccessDenied")
    assert f"does not have secrets {missing} permission" in message_of(response)
    (event,) = stand.trail.events
    assert (event.kind, event.action, event.outcome) == (
        EventKind.DECISION,
        f"secrets/{missing}",
        "denied",
    )


async def test_a_refusal_names_principal_permission_and_vault_and_what_would_grant_it(
    stand: Stand,
) -> None:
    await stand.give()

    message = message_of(await stand.call("GET", "/secrets/db/"))

    assert message == (
        f"The user, group or application 'appid={PRINCIPAL.app_id};oid={PRINCIPAL.object_id};"
        f"iss={PRINCIPAL.issuer}' does not have secrets get permission on key vault "
        "'contoso;location=westeurope'. For help resolving this issue, please see "
        "https://go.microsoft.com/fwlink/?linkid=2125287\r\n"
        "To grant it: nameplate keyvault set-policy --name contoso --app web1 "
        "--secret-permissions get"
    )


async def test_who_is_no_app_is_named_by_object_id(stand: Stand) -> None:
    await stand.give()
    stand.authenticator.principal = replace(
        PRINCIPAL, app_id=None, type=PrincipalType.USER, resource_id=None
    )

    message = message_of(await stand.call("GET", "/secrets/db/"))

    assert f"'oid={PRINCIPAL.object_id};iss=" in message
    assert f"--object-id {PRINCIPAL.object_id} " in message


async def test_a_slot_is_not_mistaken_for_its_app(stand: Stand) -> None:
    await stand.give()
    slot = f"{GROUP}/providers/Microsoft.Web/sites/web1/slots/staging"
    stand.authenticator.principal = replace(PRINCIPAL, resource_id=slot)

    assert "--object-id" in message_of(await stand.call("GET", "/secrets/db/"))


async def test_a_refusal_holds_nothing_of_what_was_sent(stand: Stand) -> None:
    await stand.give()

    response = await stand.call("PUT", "/secrets/db", {"value": "hunter3"})

    assert b"hunter" not in response.body


async def test_a_release_is_durable_before_the_answer(stand: Stand) -> None:
    answer = await stand.json("GET", "/secrets/db/")

    (event,) = stand.trail.durable
    assert (event.action, event.outcome, event.resource) == (
        "secrets/get",
        "allowed",
        vault_id("contoso"),
    )
    assert event.facts == {"secret": "db", "version": answer["id"].rsplit("/", 1)[1]}
    assert event.object_id == PRINCIPAL.object_id
    assert event.request_id


async def test_what_cannot_be_recorded_is_not_released(stand: Stand) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    stand.trail.record = fail  # type: ignore[method-assign]  # a trail that fails

    with pytest.raises(OSError, match="disk full"):
        await stand.call("GET", "/secrets/db/")


async def test_a_change_is_recorded_in_its_own_unit(stand: Stand) -> None:
    await stand.json("PUT", "/secrets/db", {"value": "hunter3"})

    decision, change = stand.trail.durable
    assert (decision.kind, decision.action) == (EventKind.DECISION, "secrets/set")
    assert (change.kind, change.outcome) == (EventKind.CHANGE, "allowed")
    assert change.action == "Microsoft.KeyVault/vaults/secrets/setSecret/action"


async def test_no_event_holds_a_value(stand: Stand) -> None:
    await stand.json("GET", "/secrets/db/")
    await stand.json("PUT", "/secrets/db", {"value": "hunter3"})
    await stand.json("POST", "/secrets/db/backup")

    assert "hunter" not in repr(stand.trail.events)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/secrets/missing/", None),
        ("GET", "/deletedsecrets/missing", None),
        ("PUT", "/secrets/db", {}),
        ("DELETE", "/secrets/missing", None),
        ("GET", "/secrets", None),
    ],
)
async def test_a_permission_is_recorded_once_whatever_came_of_it(
    stand: Stand, method: str, path: str, body: object
) -> None:
    await stand.call(method, path, body)

    decisions = [one for one in stand.trail.events if one.kind is EventKind.DECISION]
    assert [one.outcome for one in decisions] == ["allowed"]


async def test_learning_is_recorded_as_such(stand: Stand) -> None:
    await stand.give()
    lesson = stand.learning.start(PRINCIPAL.object_id)

    await stand.json("GET", "/secrets/db/")

    assert [one.outcome for one in stand.trail.events] == ["learned"]
    learnt = stand.learning.stop(lesson)
    assert learnt is not None
    (needed,) = learnt.needed
    assert (needed.vault_id, needed.kind, needed.name) == (vault_id("contoso"), "secrets", "get")


async def test_what_was_learned_is_just_enough(stand: Stand) -> None:
    """With what was learned the run passes; with any one permission left out it is refused."""

    async def run() -> list[int]:
        calls = [
            await stand.call("GET", "/secrets/db/"),
            await stand.call("GET", "/secrets"),
            await stand.call("PUT", "/secrets/db", DB),
        ]
        return [response.status for response in calls]

    await stand.give()
    lesson = stand.learning.start(PRINCIPAL.object_id)
    assert await run() == [200, 200, 200]
    learnt = stand.learning.stop(lesson)
    assert learnt is not None
    names = [needed.name for needed in learnt.needed]

    await stand.give(*names)
    assert await run() == [200, 200, 200]
    for left_out in names:
        await stand.give(*(name for name in names if name != left_out))
        assert sorted(await run()) == [200, 200, 403]


async def test_a_vault_with_rbac_refuses_in_the_words_of_rbac() -> None:
    stand = Stand()
    await stand.create_vault(rbac=True)

    response = await stand.call("GET", "/secrets/DB/")

    assert error_of(response) == (403, "Forbidden", "ForbiddenByRbac")
    message = message_of(response)
    assert "Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\n" in message
    assert f"Resource: '{vault_id('contoso').lower()}/secrets/db'\r\n" in message

"""A vault with RBAC: data actions decide, at the vault and at each secret."""

from dataclasses import replace

import pytest

from nameplate.audit.event import EventKind
from nameplate.authorization.built_in_roles import built_in_roles
from nameplate.authorization.learning import NeededAction
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.core.principal import PrincipalType
from nameplate.edge.http import Response
from tests.vault.stand import GROUP, PRINCIPAL, Stand, error_of, message_of, vault_id

VAULT = vault_id("contoso")
ACTIONS = "Microsoft.KeyVault/vaults/secrets"
DB = {"value": "hunter2"}
NAME = "88888888-0000-0000-0000-000000000001"


class RbacStand(Stand):
    """A vault with RBAC; nobody has a role."""

    async def assign(self, role: str, scope: str = VAULT, *, name: str = NAME) -> None:
        """Give the principal a role in place of what it had under this name."""
        definition = next(each for each in built_in_roles().values() if each.name == role)
        given = RoleAssignment(
            name=name,
            scope=scope,
            role_id=definition.id,
            principal_id=PRINCIPAL.object_id,
            principal_type="ServicePrincipal",
        )
        work = self.units.begin()
        self.roles.forget(work, "/")
        self.roles.assign(work, given)
        await work.commit()

    async def withdraw(self) -> None:
        work = self.units.begin()
        self.roles.forget(work, "/")
        await work.commit()


@pytest.fixture
async def stand() -> RbacStand:
    """The vault, with the secrets db and other."""
    made = RbacStand()
    await made.create_vault(rbac=True)
    await made.assign("Key Vault Secrets Officer")
    for name in ("db", "other"):
        await made.json("PUT", f"/secrets/{name}", DB)
    await made.withdraw()
    made.trail.events.clear()
    return made


def assignment_of(response: Response) -> str | None:
    found = dict(response.headers).get(b"x-ms-keyvault-rbac-assignment-id")
    return found.decode() if found else None


async def test_access_policies_count_for_nothing(stand: RbacStand) -> None:
    await stand.give("get", "list")
    assert error_of(await stand.call("GET", "/secrets/db/"))[0] == 403


@pytest.mark.parametrize(
    ("method", "path", "action", "at"),
    [
        ("GET", "/secrets/DB/", "getSecret/action", "/secrets/db"),
        ("GET", "/secrets/db/0123", "getSecret/action", "/secrets/db"),
        ("GET", "/secrets", "readMetadata/action", ""),
        ("GET", "/secrets/db/versions", "readMetadata/action", "/secrets/db"),
        ("PUT", "/secrets/db", "setSecret/action", "/secrets/db"),
        ("PATCH", "/secrets/db/", "update/action", "/secrets/db"),
        ("DELETE", "/secrets/db", "delete", "/secrets/db"),
        ("POST", "/secrets/db/backup", "backup/action", "/secrets/db"),
        ("POST", "/secrets/restore", "restore/action", ""),
        ("GET", "/deletedsecrets", "readMetadata/action", ""),
        ("GET", "/deletedsecrets/db", "readMetadata/action", "/secrets/db"),
        ("POST", "/deletedsecrets/db/recover", "recover/action", "/secrets/db"),
        ("DELETE", "/deletedsecrets/db", "purge/action", "/secrets/db"),
    ],
)
async def test_each_operation_needs_its_data_action(
    stand: RbacStand, method: str, path: str, action: str, at: str
) -> None:
    response = await stand.call(method, path)

    assert error_of(response) == (403, "Forbidden", "ForbiddenByRbac")
    message = message_of(response)
    assert f"Action: '{ACTIONS}/{action}'\r\n" in message
    assert f"Resource: '{VAULT.lower()}{at}'\r\n" in message
    assert assignment_of(response) is None
    (event,) = stand.trail.events
    assert (event.kind, event.action, event.outcome) == (
        EventKind.DECISION,
        f"{ACTIONS}/{action}",
        "denied",
    )


async def test_a_refusal_has_the_attested_words_and_then_the_remedy(stand: RbacStand) -> None:
    assert message_of(await stand.call("GET", "/secrets/db/")) == (
        "Caller is not authorized to perform action on resource.\r\n"
        "If role assignments, deny assignments or role definitions were changed recently, please "
        "observe propagation time.\r\n"
        f"Caller: appid={PRINCIPAL.app_id};oid={PRINCIPAL.object_id};iss={PRINCIPAL.issuer}\r\n"
        f"Action: '{ACTIONS}/getSecret/action'\r\n"
        f"Resource: '{VAULT.lower()}/secrets/db'\r\n"
        "Assignment: (not found)\r\n"
        "DenyAssignmentId: null\r\n"
        "DecisionReason: 'DeniedWithNoValidRBAC' \r\n"
        "Vault: contoso;location=westeurope\r\n"
        "To grant it: nameplate role assignment create --app web1 --role 'Key Vault Secrets User' "
        f"--scope {VAULT}\r\n"
    )


async def test_who_is_no_app_is_named_by_object_id(stand: RbacStand) -> None:
    stand.authenticator.principal = replace(
        PRINCIPAL, app_id=None, type=PrincipalType.USER, resource_id=None
    )
    message = message_of(await stand.call("GET", "/secrets/db/"))
    whom = f"--assignee-object-id {PRINCIPAL.object_id} --assignee-principal-type User "
    assert whom in message


async def test_a_role_at_the_vault_is_one_for_each_of_its_secrets(stand: RbacStand) -> None:
    await stand.assign("Key Vault Secrets User")

    for path in ("/secrets/db/", "/secrets/other/", "/secrets", "/secrets/db/versions"):
        response = await stand.call("GET", path)
        assert response.status == 200
        assert assignment_of(response) == NAME.replace("-", "")
    assert (await stand.call("PUT", "/secrets/db", DB)).status == 403


async def test_a_role_at_one_secret_is_for_that_alone(stand: RbacStand) -> None:
    await stand.assign("Key Vault Secrets User", f"{VAULT}/secrets/DB")

    assert (await stand.call("GET", "/secrets/db/")).status == 200
    assert (await stand.call("GET", "/secrets/db/versions")).status == 200
    assert (await stand.call("GET", "/secrets/other/")).status == 403
    assert (await stand.call("GET", "/secrets/db2/")).status == 403
    assert (await stand.call("GET", "/secrets")).status == 403


async def test_a_role_above_holds_and_an_owner_reads_nothing(stand: RbacStand) -> None:
    await stand.assign("Key Vault Secrets User", GROUP)
    assert (await stand.call("GET", "/secrets/db/")).status == 200
    await stand.assign("Owner", GROUP)
    assert (await stand.call("GET", "/secrets/db/")).status == 403


async def test_what_was_taken_away_ends_at_once(stand: RbacStand) -> None:
    await stand.assign("Key Vault Secrets User")
    assert (await stand.call("GET", "/secrets/db/")).status == 200
    await stand.withdraw()
    assert (await stand.call("GET", "/secrets/db/")).status == 403


async def test_a_reader_sees_metadata_and_no_value(stand: RbacStand) -> None:
    await stand.assign("Key Vault Reader")
    assert (await stand.call("GET", "/secrets")).status == 200
    assert (await stand.call("GET", "/secrets/db/")).status == 403


async def test_errors_name_the_assignment_too_and_challenges_do_not(stand: RbacStand) -> None:
    await stand.assign("Key Vault Secrets User")
    missing = await stand.call("GET", "/secrets/missing/")
    assert (missing.status, assignment_of(missing)) == (404, NAME.replace("-", ""))
    challenge = await stand.call("GET", "/secrets/db/", token=None)
    assert (challenge.status, assignment_of(challenge)) == (401, None)


async def test_an_answer_without_a_body_names_it_too(stand: RbacStand) -> None:
    await stand.assign("Key Vault Secrets Officer")
    await stand.json("DELETE", "/secrets/db")
    purged = await stand.call("DELETE", "/deletedsecrets/db")
    assert (purged.status, assignment_of(purged)) == (204, NAME.replace("-", ""))


async def test_a_warm_decision_reads_nothing(stand: RbacStand) -> None:
    await stand.assign("Key Vault Secrets User")
    await stand.call("GET", "/secrets/db/")
    reads = stand.role_records.reads
    for _ in range(3):
        assert (await stand.call("GET", "/secrets/db/")).status == 200
    assert stand.role_records.reads == reads


async def test_learning_lifts_a_missing_role_and_notes_each_action(stand: RbacStand) -> None:
    lesson = stand.learning.start(PRINCIPAL.object_id)

    response = await stand.call("GET", "/secrets/db/")
    await stand.call("GET", "/secrets")

    assert response.status == 200
    assert assignment_of(response) is None
    assert {one.outcome for one in stand.trail.events} == {"learned"}
    learnt = stand.learning.stop(lesson)
    assert learnt is not None
    assert learnt.needed == ()
    assert learnt.actions == (
        NeededAction(VAULT, f"{ACTIONS}/readMetadata/action", data=True),
        NeededAction(f"{VAULT}/secrets/db", f"{ACTIONS}/getSecret/action", data=True),
    )
    assert (await stand.call("GET", "/secrets/db/")).status == 403

"""What becomes of an app's settings: resolved with its identity, or literal with a reason."""

import pytest

from nameplate.apphost.key_vault_references import Reference
from nameplate.apphost.reference_status import Found, Status, Unresolved
from nameplate.apphost.setting_references import AppReferences, SettingReferences
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.principal import Principal, PrincipalType
from nameplate.core.secret_value import SecretValue

SITE = "/subscriptions/s/resourceGroups/local/providers/Microsoft.Web/sites/web1"
SHARED = "/subscriptions/s/resourceGroups/local/providers/Microsoft.ManagedIdentity/x/shared"
PASSWORD = "@Microsoft.KeyVault(VaultName=contoso;SecretName=db)"


def principal(object_id: str) -> Principal:
    return Principal(
        object_id, "app", "tenant", PrincipalType.SERVICE_PRINCIPAL, "web1", "https://sts.example/"
    )


class FakeIdentities:
    """An app with a system-assigned identity and a shared one."""

    async def principal(self, app_id: str, identity_id: str | None) -> Principal | None:
        if app_id != SITE:
            return None
        return {None: principal("system"), SHARED: principal("shared")}.get(identity_id)


class FakeSecrets:
    """A vault with one secret, that one principal may read; knows who asked for what."""

    def __init__(self, reader: str = "system") -> None:
        self.reader = reader
        self.asked: list[tuple[str, str, bool]] = []

    async def read(
        self, reference: Reference, principal: Principal, *, release: bool, request_id: str
    ) -> Found | Unresolved:
        self.asked.append((reference.secret, principal.object_id, release))
        assert request_id == "request-1"
        if principal.object_id != self.reader:
            return Unresolved(Status.DENIED, "not in the access policy")
        if reference.secret != "db":
            return Unresolved(Status.SECRET_NOT_FOUND, "no such secret")
        return Found(reference.version or "0a1", SecretValue("hunter2"))


def resolver(secrets: FakeSecrets) -> SettingReferences:
    return SettingReferences(FakeIdentities(), secrets, AZURE_PUBLIC.vault_of)


def app(app_id: str = SITE, identity: str = "SystemAssigned") -> AppReferences:
    return AppReferences(app_id, identity, "request-1")


async def test_a_reference_becomes_its_secret_and_the_rest_stays() -> None:
    settled = await resolver(FakeSecrets()).settle(app(), {"LEVEL": "debug", "PASSWORD": PASSWORD})

    assert settled.values == {"LEVEL": "debug", "PASSWORD": "hunter2"}
    assert not settled.unresolved
    (found,) = settled.references.values()
    assert (found.status, found.active_version, found.identity) == (
        Status.RESOLVED,
        "0a1",
        "SystemAssigned",
    )
    assert "hunter2" not in repr(settled)


async def test_without_references_nobody_is_asked() -> None:
    secrets = FakeSecrets()
    settled = await resolver(secrets).settle(app("/nobody"), {"LEVEL": "debug"})
    assert settled.values == {"LEVEL": "debug"}
    assert secrets.asked == []


async def test_one_secret_in_two_settings_is_read_once() -> None:
    secrets = FakeSecrets()
    settled = await resolver(secrets).settle(app(), {"A": PASSWORD, "B": PASSWORD})
    assert settled.values == {"A": "hunter2", "B": "hunter2"}
    assert secrets.asked == [("db", "system", True)]


async def test_a_look_at_the_statuses_takes_no_value_out() -> None:
    secrets = FakeSecrets()
    found = await resolver(secrets).statuses(app(), {"A": PASSWORD})
    assert (found["A"].status, found["A"].value) == (Status.RESOLVED, None)
    assert secrets.asked == [("db", "system", False)]


@pytest.mark.parametrize(
    ("whose", "text", "status"),
    [
        (app(), "@Microsoft.KeyVault(nonsense)", Status.INVALID_SYNTAX),
        (app("/nobody"), PASSWORD, Status.NO_IDENTITY),
        (app(identity="/another/identity"), PASSWORD, Status.NO_IDENTITY),
        (app(identity=SHARED), PASSWORD, Status.DENIED),
        (app(), PASSWORD.replace("db", "no"), Status.SECRET_NOT_FOUND),
    ],
)
async def test_what_does_not_resolve_stays_literal(
    whose: AppReferences, text: str, status: Status
) -> None:
    settled = await resolver(FakeSecrets()).settle(whose, {"A": text})
    assert settled.values == {"A": text}
    assert [each.status for each in settled.unresolved.values()] == [status]
    assert settled.references["A"].details


async def test_a_secret_that_looks_like_a_reference_is_a_value() -> None:
    """What a secret holds is not resolved again: no chain, no cycle."""

    class Chained(FakeSecrets):
        async def read(
            self, reference: Reference, principal: Principal, *, release: bool, request_id: str
        ) -> Found | Unresolved:
            self.asked.append((reference.secret, principal.object_id, release))
            return Found("0a1", SecretValue(PASSWORD))

    secrets = Chained()
    settled = await resolver(secrets).settle(app(), {"A": PASSWORD})
    assert settled.values == {"A": PASSWORD}
    assert not settled.unresolved
    assert len(secrets.asked) == 1


async def test_another_identity_than_the_apps_own_may_be_named() -> None:
    secrets = FakeSecrets(reader="shared")
    settled = await resolver(secrets).settle(app(identity=SHARED), {"A": PASSWORD})
    assert settled.values == {"A": "hunter2"}
    assert settled.references["A"].identity == "UserAssigned"

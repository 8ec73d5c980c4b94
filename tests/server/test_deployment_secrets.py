"""Vault secrets as parameters: the vault's consent, the caller's right, and the record."""

from dataclasses import replace
from typing import Any

import pytest

from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.core.errors import NameplateError
from nameplate.core.principal import Principal
from nameplate.core.secret_value import SecretValue
from nameplate.crypto.envelope import CannotDecryptError, Envelope, Place
from nameplate.server.deployment_secrets import DEPLOY, DeploymentSecrets
from nameplate.template.document.parameters import KeyVaultReference
from nameplate.vault.parameters import NewSecret
from tests.providers.stand import GROUP, OPERATOR, STRANGER, VAULT, Stand

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
DB = KeyVaultReference(VAULT, "db")
PROPERTIES: dict[str, Any] = {
    "tenantId": OPERATOR.tenant_id,
    "sku": {"name": "standard", "family": "A"},
    "accessPolicies": [],
    "enabledForTemplateDeployment": True,
}


async def stand_with(**properties: Any) -> Stand:
    """A stand with a vault and a secret in it."""
    stand = await Stand().with_group()
    made = {"location": "westeurope", "properties": {**PROPERTIES, **properties}}
    assert (await stand.put(VAULT, made)).status == 200
    account = await stand.vaults.find("contoso")
    assert account is not None
    work = stand.store.units.begin()
    new = NewSecret(SecretValue("hunter2"), None, None, enabled=True, not_before=None, expires=None)
    await stand.secrets.set(work, account, "db", new)
    await work.commit()
    return stand


async def read(
    stand: Stand, reference: KeyVaultReference = DB, caller: Principal = OPERATOR
) -> SecretValue:
    secrets = DeploymentSecrets(lambda: stand, stand.phases.guard, stand.trail)
    return await secrets.read(reference, caller, parameter="pw", request_id="r1")


async def refusal(stand: Stand, *given: Any) -> NameplateError:
    with pytest.raises(NameplateError) as caught:
        await read(stand, *given)
    assert "hunter2" not in caught.value.message
    return caught.value


async def give(stand: Stand, role_id: str, scope: str = GROUP) -> None:
    work = stand.store.units.begin()
    stand.roles.assign(
        work,
        RoleAssignment(
            name="00000000-0000-4000-8000-000000000001",
            scope=scope,
            role_id=role_id,
            principal_id=STRANGER.object_id,
            principal_type="ServicePrincipal",
        ),
    )
    await work.commit()


async def test_a_secret_is_read_and_the_read_recorded() -> None:
    stand = await stand_with()
    assert (await read(stand)).reveal() == "hunter2"
    (event,) = [each.event for each in await stand.trail.since(0) if each.event.action == DEPLOY]
    assert (event.outcome, event.object_id, event.resource) == (
        "allowed",
        OPERATOR.object_id,
        VAULT,
    )
    assert event.facts["secret"] == "db"
    assert len(event.facts["version"]) == 32
    assert event.request_id == "r1"
    assert "hunter2" not in repr(event)


async def test_a_version_can_be_named() -> None:
    stand = await stand_with()
    account = await stand.vaults.find("contoso")
    assert account is not None
    newest = await stand.secrets.newest(account, "db")
    assert newest is not None
    assert (await read(stand, replace(DB, secret_version=newest.version))).reveal() == "hunter2"
    missing = await refusal(stand, replace(DB, secret_version="0" * 32))
    assert missing.code == "KeyVaultParameterReferenceSecretRetrieveFailed"


async def test_the_vault_must_allow_it() -> None:
    stand = await stand_with(enabledForTemplateDeployment=False)
    found = await refusal(stand)
    assert found.code == "KeyVaultParameterReferenceSecretRetrieveFailed"
    assert found.message.startswith(
        "The secret of KeyVault parameter 'pw' cannot be retrieved. Http status code: 'Forbidden'. "
        "Error message: 'Access denied to first party service."
    )
    assert "Vault: contoso;location=westeurope" in found.message
    assert "enabledForTemplateDeployment" in found.message


async def test_reading_the_vault_is_not_enough() -> None:
    stand = await stand_with()
    await give(stand, READER)
    found = await refusal(stand, DB, STRANGER)
    assert (found.status, found.code) == (403, "KeyVaultParameterReferenceAuthorizationFailed")
    (event,) = [each.event for each in await stand.trail.since(0) if each.event.action == DEPLOY]
    assert event.outcome == "denied"


async def test_contributors_may_deploy_what_they_cannot_read() -> None:
    stand = await stand_with()
    await give(stand, CONTRIBUTOR)
    assert (await read(stand, DB, STRANGER)).reveal() == "hunter2"


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        (KeyVaultReference(f"{VAULT}2", "db"), "KeyVaultParameterReferenceNotFound"),
        (
            KeyVaultReference(VAULT.replace("local", "other"), "db"),
            "KeyVaultParameterReferenceNotFound",
        ),
        (KeyVaultReference(f"{VAULT}/secrets/db", "db"), "KeyVaultParameterReferenceNotFound"),
        (KeyVaultReference("", "db"), "KeyVaultParameterReferenceNotFound"),
        (KeyVaultReference("nonsense", "db"), "KeyVaultParameterReferenceNotFound"),
        (KeyVaultReference(VAULT, "nope"), "KeyVaultParameterReferenceSecretRetrieveFailed"),
        (KeyVaultReference(VAULT, "../db"), "KeyVaultParameterReferenceSecretRetrieveFailed"),
    ],
)
async def test_what_is_not_there_is_said(reference: KeyVaultReference, code: str) -> None:
    assert (await refusal(await stand_with(), reference)).code == code


async def test_who_may_not_learns_nothing_of_vaults() -> None:
    stand = await stand_with()
    nowhere = await refusal(stand, KeyVaultReference(f"{VAULT}2", "db"), STRANGER)
    assert nowhere.code == "KeyVaultParameterReferenceAuthorizationFailed"


async def test_a_damaged_secret_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    stand = await stand_with()

    def broken(_self: Envelope, _sealed: bytes, _place: Place) -> bytes:
        raise CannotDecryptError("damaged")

    monkeypatch.setattr(Envelope, "open", broken)
    assert "cannot be decrypted" in (await refusal(stand)).message

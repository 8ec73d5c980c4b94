"""What the records of access policies must do: change what is there, in order."""

import pytest

from nameplate.authorization.access_policy import AccessPolicy
from nameplate.core.errors import BadRequest
from tests.conformance.stores import Store

VAULT = "/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/contoso"
FIRST = AccessPolicy("tenant", "object-1", None, {"keys": (), "secrets": ("get", "list")})
SECOND = AccessPolicy("tenant", "object-0", "app-1", {"storage": ("all",)})


class AccessPoliciesKit:
    """``AccessPolicyRecords``."""

    async def test_a_vault_without_any(self, store: Store) -> None:
        assert await store.policies.of(VAULT) == ()

    async def test_they_keep_order_kinds_and_names(self, store: Store) -> None:
        policies = store.policies
        await store.write(lambda work: policies.change(work, VAULT, lambda _: (FIRST, SECOND)))
        found = await policies.of(VAULT)
        assert found == (FIRST, SECOND)
        assert list(found[0].permissions) == ["keys", "secrets"]

    async def test_a_change_is_given_what_is_there_then(self, store: Store) -> None:
        policies = store.policies
        await store.write(
            lambda work: policies.change(work, VAULT, lambda held: (*held, FIRST)),
            lambda work: policies.change(work, VAULT, lambda held: (*held, SECOND)),
        )
        assert await policies.of(VAULT) == (FIRST, SECOND)

    async def test_a_change_that_raises_changes_nothing(self, store: Store) -> None:
        policies = store.policies

        def refuse(_: tuple[AccessPolicy, ...]) -> tuple[AccessPolicy, ...]:
            raise BadRequest("BadRequest", "too many")

        await store.write(lambda work: policies.change(work, VAULT, lambda _: (FIRST,)))
        with pytest.raises(BadRequest, match="too many"):
            await store.write(lambda work: policies.change(work, VAULT, refuse))
        assert await policies.of(VAULT) == (FIRST,)

    async def test_they_are_forgotten_with_their_vault(self, store: Store) -> None:
        policies = store.policies
        await store.write(lambda work: policies.change(work, VAULT, lambda _: (FIRST,)))
        await store.write(lambda work: policies.delete(work, VAULT))
        await store.write(lambda work: policies.delete(work, VAULT))
        assert await policies.of(VAULT) == ()

    async def test_a_change_moves_the_epoch(self, store: Store) -> None:
        before = store.epoch.value
        await store.write(lambda work: store.policies.change(work, VAULT, lambda _: (FIRST,)))
        assert store.epoch.value > before

    async def test_vaults_are_found_by_whom_their_policies_name(self, store: Store) -> None:
        policies, other = store.policies, VAULT.replace("contoso", "another")
        await store.write(
            lambda work: policies.change(work, VAULT, lambda _: (FIRST, SECOND)),
            lambda work: policies.change(work, other, lambda _: (SECOND,)),
        )
        assert await policies.naming("object-1") == (VAULT,)
        assert await policies.naming("object-0") == (other, VAULT)
        assert await policies.naming("object") == ()

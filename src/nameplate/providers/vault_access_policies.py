"""``Microsoft.KeyVault/vaults/accessPolicies/{add|replace|remove}``: changes of policies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.access_policy import AccessPolicy
from nameplate.providers import vault_documents as documents
from nameplate.providers.vaults import VERSIONS
from nameplate.resource_manager.provider import Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import ResourceType

_ACCESS_POLICIES: Final = ResourceType(
    name="Microsoft.KeyVault/vaults/accessPolicies", api_versions=VERSIONS
)


@dataclass(frozen=True, slots=True)
class VaultAccessPolicies:
    """A PUT whose name says how the policies of its body change the vault's."""

    policies: AccessPolicies
    tenant_id: str
    type: ResourceType = _ACCESS_POLICIES

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        vault_id = target.id.rpartition("/accessPolicies/")[0]
        changes = {
            "add": self.policies.add,
            "replace": self.policies.replace,
            "remove": self.policies.remove,
        }
        change = changes.get(target.name.lower())
        if change is None:
            raise documents.invalid(
                f"'{target.name[:100]}' is no change of access policies. Known are: "
                f"{', '.join(changes)}.",
                "operationKind",
            )
        properties = body.get("properties")
        given = properties.get("accessPolicies") if isinstance(properties, dict) else None
        policies = await change(turn.work, vault_id, documents.policies_of(given, self.tenant_id))
        return Answer(200, self._document(vault_id, policies))

    async def foretell(
        self, target: Target, body: JsonObject, turn: Turn
    ) -> tuple[JsonObject | None, JsonObject]:
        """Of a change of policies there is nothing to GET: it is there as soon as the vault is."""
        vault_id = target.id.rpartition("/accessPolicies/")[0]
        before = self._document(vault_id, await self.policies.of(vault_id))
        return before, (await self.apply(target, body, turn)).document

    def _document(self, vault_id: str, policies: Sequence[AccessPolicy]) -> JsonObject:
        return {
            "id": f"{vault_id}/accessPolicies/",
            "type": self.type.name,
            "properties": {"accessPolicies": [documents.policy_document(e) for e in policies]},
        }

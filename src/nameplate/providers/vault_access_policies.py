"""``Microsoft.KeyVault/vaults/accessPolicies/{add|replace|remove}``: changes of policies."""

from dataclasses import dataclass
from typing import Final

from nameplate.authorization.access_policies import AccessPolicies
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
        shown = [documents.policy_document(each) for each in policies]
        document = {
            "id": f"{vault_id}/accessPolicies/",
            "type": self.type.name,
            "properties": {"accessPolicies": shown},
        }
        return Answer(200, document)

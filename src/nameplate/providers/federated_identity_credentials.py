"""``userAssignedIdentities/federatedIdentityCredentials``: whose tokens stand for an identity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.core.errors import BadRequest, NotFound
from nameplate.directory.directory import Directory
from nameplate.directory.federation import Trust
from nameplate.directory.records import FederatedIdentityCredential
from nameplate.providers.identities import spelled
from nameplate.resource_manager.provider import Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import ResourceType

_BELOW: Final = "/federatedIdentityCredentials"

_FEDERATED_IDENTITY_CREDENTIALS: Final = ResourceType(
    name="Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    api_versions=("2025-05-31-preview", "2025-01-31-preview", "2024-11-30", "2023-01-31"),
    exportable=True,
)


@dataclass(frozen=True, slots=True)
class FederatedIdentityCredentials:
    """The directory keeps them, beside the identity's application."""

    directory: Directory
    type: ResourceType = _FEDERATED_IDENTITY_CREDENTIALS

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        owner = await self._owner(target, turn)
        found = await self.directory.federated_credential(owner, target.name)
        if found is None:
            raise NotFound("NotFound", f"Resource '{spelled(target.id)}' was not found.")
        return self._document(found, target.id.rpartition("/")[0])

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        owner = await self._owner(target, turn)
        base = f"{target.id}{_BELOW}"
        found = await self.directory.federated_credentials_of(owner)
        return [self._document(each, base) for each in found]

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        owner = await self._owner(target, turn)
        held = await self.directory.federated_credential(owner, target.name)
        made = await self.directory.federate(turn.work, owner, target.name, _trust(body))
        document = self._document(made, target.id.rpartition("/")[0])
        if held is not None:
            return Answer(200, document)
        return Answer(201, document, (("Location", document["id"]),))

    async def remove(self, target: Target, turn: Turn) -> bool:
        owner = await self._owner(target, turn)
        if await self.directory.federated_credential(owner, target.name) is None:
            return False
        self.directory.end_federation(turn.work, owner, target.name)
        return True

    async def _owner(self, target: Target, turn: Turn) -> str:
        """The client id of the identity; the pipeline has seen that it is there."""
        identity = await turn.find(target.id.partition(_BELOW)[0].lower())
        if identity is None:
            raise NotFound("NotFound", f"Resource '{spelled(target.id)}' was not found.")
        return str(identity.properties["clientId"])

    def _document(self, credential: FederatedIdentityCredential, base: str) -> dict[str, Any]:
        return {
            "id": f"{spelled(base)}/{credential.name}",
            "name": credential.name,
            "type": self.type.name,
            "properties": {
                "issuer": credential.issuer,
                "subject": credential.subject,
                "audiences": list(credential.audiences),
            },
        }


def _trust(body: JsonObject) -> Trust:
    given = body.get("properties")
    properties: Mapping[str, Any] = given if isinstance(given, dict) else {}
    audiences = properties.get("audiences")
    if "claimsMatchingExpression" in properties:
        raise BadRequest(
            "BadRequest",
            "Claims matching expressions are not served here: give the subject itself.",
            target="claimsMatchingExpression",
        )
    return Trust(
        issuer=_text(properties, "issuer"),
        subject=_text(properties, "subject"),
        audiences=tuple(str(each) for each in audiences) if isinstance(audiences, list) else (),
    )


def _text(properties: Mapping[str, Any], name: str) -> str:
    value = properties.get(name)
    if not isinstance(value, str):
        raise BadRequest("BadRequest", f"'properties.{name}' must be a string.", target=name)
    return value

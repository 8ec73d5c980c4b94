"""The clients that people sign in with: applications of the tenant, and a few that are everywhere.

Azure's own tools are public clients that no tenant has to register: the ids are theirs. A public
client proves nothing, so that only where it takes its answers tells it from another.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from nameplate.authority.client_authentication import ClientAuthentication
from nameplate.authority.refusals import missing_parameter, unknown_application
from nameplate.authority.sign_in_refusals import public_client, unproven_web_client
from nameplate.authority.token_request import TokenRequest
from nameplate.core.cloud import Cloud
from nameplate.directory.directory import Directory

FIRST_PARTY: Final = MappingProxyType(
    {
        "04b07795-8ddb-461a-bbee-02f9e1bf7b46": "Microsoft Azure CLI",
        "1950a258-227b-4e31-a9cf-717495945fc2": "Microsoft Azure PowerShell",
        "872cd9fa-d31f-45e0-9eab-6e460a02d1f1": "Visual Studio",
        "aebc6443-996d-45c2-90f0-388ff96faa56": "Visual Studio Code",
    }
)
PORTAL: Final = "6e4b8a5e-5a5c-4d0e-9d0a-6f2f3c1b7a40"
"""The portal of this installation: a public client whose answers go to its own address alone."""
FAMILY: Final = frozenset(FIRST_PARTY)
"""Clients that share refresh tokens: signed in with one of them, signed in with all."""


@dataclass(frozen=True, slots=True)
class Client:
    """A client, and where it takes its answers."""

    app_id: str
    display_name: str
    web_redirect_uris: tuple[str, ...]
    public_redirect_uris: tuple[str, ...]
    fallback_public: bool


class Clients:
    """Finds clients."""

    def __init__(self, directory: Directory, cloud: Cloud, *, portal: tuple[str, ...] = ()) -> None:
        """``portal``: where the portal of this installation takes its answers."""
        self._directory = directory
        self._portal = portal
        native = f"{cloud.authority}/common/oauth2/nativeclient"
        self._native = ("http://localhost", native)

    async def find(self, client_id: str) -> Client:
        """The client with an id. Raises AADSTS700016."""
        app_id = client_id.lower()
        if app_id in FIRST_PARTY:
            return Client(app_id, FIRST_PARTY[app_id], (), self._native, fallback_public=True)
        if app_id == PORTAL and self._portal:
            return Client(app_id, "the portal of Nameplate", (), self._portal, fallback_public=True)
        application = await self._directory.application(app_id)
        if application is None:
            tenant = await self._directory.tenant()
            raise unknown_application(client_id, tenant.display_name)
        said = application.settings
        return Client(
            app_id=app_id,
            display_name=application.display_name,
            web_redirect_uris=said.web_redirect_uris,
            public_redirect_uris=said.public_redirect_uris,
            fallback_public=said.fallback_public_client,
        )


async def prove_client(
    clients: Clients, proofs: ClientAuthentication, request: TokenRequest, *, public: bool | None
) -> Literal["0", "1", "2"]:
    """That a client is who it says, as far as it can prove that; how it did (``appidacr``).

    ``public``: whether it is asked as a public client; ``None`` leaves that to its registration.
    Raises AADSTS700025 for a public client with a proof and AADSTS7000218 for another without.
    """
    if not request.client_id:
        raise missing_parameter("client_id")
    client = await clients.find(request.client_id)
    proven = request.client_secret is not None or request.client_assertion is not None
    if (client.fallback_public and not proven) if public is None else public:
        if proven:
            raise public_client()
        return "0"
    if not proven:
        raise unproven_web_client()
    return (await proofs.authenticate(request)).appidacr

"""msrestazure's MSIAuthentication by itself (of azure-keyvault 1.x's time), and plain requests."""

from cell import main
from msrestazure.azure_active_directory import MSIAuthentication
from plain_vault import WithPlainVault

NAMES = {"client-id": "client_id", "object-id": "object_id", "resource-id": "msi_res_id"}


class MsRestAzure(WithPlainVault):
    def token(self, resource: str, name: str, value: str | None) -> tuple[str, float | None]:
        chosen = {} if value is None else {NAMES[name]: value}
        credentials = MSIAuthentication(resource=resource, **chosen)
        credentials.set_token()
        expires_on = str(credentials.token.get("expires_on", ""))
        return credentials.token["access_token"], float(
            expires_on
        ) if expires_on.isdigit() else None


main(MsRestAzure())

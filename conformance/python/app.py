"""What the SDK for Python can do with secrets, with no option changed: app.py VAULT."""

import sys

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import DefaultAzureCredential, ManagedIdentityCredential
from azure.keyvault.secrets import SecretClient


def use(client: SecretClient, name: str) -> None:
    """Every operation once."""
    first = client.set_secret(name, "one", content_type="text/plain", tags={"a": "1"})
    assert first.value == "one"
    client.set_secret(name, "two")
    assert client.get_secret(name).value == "two"
    assert client.get_secret(name, first.properties.version).value == "one"

    client.update_secret_properties(name, first.properties.version, enabled=False)
    with pytest.raises(HttpResponseError, match="disabled") as refused:
        client.get_secret(name, first.properties.version)
    assert refused.value.status_code == 403

    assert len(list(client.list_properties_of_secret_versions(name))) == 2
    pages = client.list_properties_of_secrets(max_page_size=1).by_page()
    assert name in [item.name for page in pages for item in page]

    backup = client.backup_secret(name)
    assert client.begin_delete_secret(name, _polling_interval=0.05).result().recovery_id
    assert client.get_deleted_secret(name).name == name
    assert name in [item.name for item in client.list_deleted_secrets()]
    client.begin_recover_deleted_secret(name, _polling_interval=0.05).wait()
    client.begin_delete_secret(name, _polling_interval=0.05).wait()
    client.purge_deleted_secret(name)
    with pytest.raises(ResourceNotFoundError, match="SecretNotFound"):
        client.get_secret(name)
    client.restore_secret_backup(backup)
    assert client.get_secret(name).value == "two"


for credential in (DefaultAzureCredential(), ManagedIdentityCredential()):
    use(SecretClient(sys.argv[1], credential), f"py-{type(credential).__name__}")
print("python: ok")

"""Connections from settings."""

import pytest

from nameplate_functions.connections import (
    ConnectionString,
    IdentityConnection,
    connection,
)
from nameplate_functions.failures import ConnectionProblem
from nameplate_functions.settings import Settings

TEXT = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=Zm9v;EndpointSuffix=x.example"


@pytest.mark.parametrize("name", ["Orders", "AzureWebJobsOrders", "CUSTOMCONNSTR_Orders"])
def test_a_connection_string_by_any_of_its_names(name: str) -> None:
    assert connection(Settings({name: TEXT}), "Orders", "queue") == ConnectionString(TEXT)


def test_no_name_is_the_apps_own_storage() -> None:
    assert connection(Settings({"AzureWebJobsStorage": TEXT}), "", "blob") == ConnectionString(TEXT)


def test_the_emulators_short_form_is_written_out() -> None:
    settings = Settings({"AzureWebJobsStorage": "UseDevelopmentStorage=true"})

    found = connection(settings, "AzureWebJobsStorage", "queue")

    assert isinstance(found, ConnectionString)
    assert "QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1;" in found.text


def test_an_account_by_its_name() -> None:
    settings = Settings({"Orders__accountName": "acme", "Orders__credential": "managedidentity"})

    assert connection(settings, "Orders", "queue") == IdentityConnection(
        uri="https://acme.queue.core.windows.net", managed=True
    )


def test_an_account_by_its_address_and_a_named_identity() -> None:
    settings = Settings(
        {
            "Orders__blobServiceUri": "https://acme.example/",
            "Orders__queueServiceUri": "https://other.example",
            "Orders__credential": "managedidentity",
            "Orders__clientId": "2f3c6a0e",
        }
    )

    assert connection(settings, "Orders", "blob") == IdentityConnection(
        uri="https://acme.example", managed=True, client_id="2f3c6a0e"
    )


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"Orders__credential": "managedidentity"},
        {"Orders__accountName": "a", "Orders__credential": "magic"},
        {
            "Orders__accountName": "a",
            "Orders__clientId": "x",
            "Orders__managedIdentityResourceId": "/subscriptions/x",
        },
    ],
)
def test_what_is_missing_or_contradicts_itself_is_refused(settings: dict[str, str]) -> None:
    with pytest.raises(ConnectionProblem, match="Orders"):
        connection(Settings(settings), "Orders", "queue")


def test_no_secret_is_shown() -> None:
    assert "Zm9v" not in repr(ConnectionString(TEXT))
    assert "hush" not in repr(IdentityConnection(uri="u", client_secret="hush"))

"""The addresses of a portal."""

from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.portal.place import Place


def place(origin: str) -> Place:
    return Place(
        cloud=AZURE_PUBLIC,
        browser=own_cloud("localhost", 8443),
        tenant_id="t",
        subscription_id="s",
        default_group="local",
        default_location="westeurope",
        origins=(origin,),
        client_id="c",
        version="1",
    )


def test_on_loopback() -> None:
    here = place("http://localhost:8140")
    assert not here.secure
    assert here.redirect_uri == "http://localhost:8140/sign-in/done"
    assert here.subscription == "/subscriptions/s"


def test_the_browser_signs_in_where_it_can_reach_and_the_server_where_it_calls() -> None:
    here = place("https://portal.id.contoso.example:8140")
    assert here.secure
    assert here.authorize_url == "https://login.localhost:8443/t/oauth2/v2.0/authorize"
    assert here.token_url == f"{AZURE_PUBLIC.authority}/t/oauth2/v2.0/token"

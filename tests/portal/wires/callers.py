"""A caller over answers that a test gives: its token is there already."""

from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.core.secret_value import SecretValue
from nameplate.portal.place import Place
from nameplate.portal.sessions import Person, Session
from nameplate.portal.tokens import Tokens
from nameplate.portal.wires.caller import Caller
from tests.fakes.clock import FakeClock
from tests.fakes.portal_api import FakeApi

PLACE = Place(
    cloud=AZURE_PUBLIC,
    browser=own_cloud("localhost", 8443),
    tenant_id="tenant",
    subscription_id="sub",
    default_group="local",
    default_location="westeurope",
    origins=("http://localhost:8140",),
    client_id="client",
    version="1",
)


def session() -> Session:
    """A session that has a refresh token and nothing else."""
    return Session(Person("oid", "Ada", "ada"), SecretValue("refresh-1"), 0.0, 0.0, b"key")


def caller(api: FakeApi, at: Session | None = None) -> Caller:
    """Over answers: the first request is for a token."""
    return Caller(api, Tokens(api, PLACE, FakeClock()), at or session())

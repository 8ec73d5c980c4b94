"""One-time links: for whoever asks, and only where there is a portal."""

import pytest

from nameplate.admin.portal_links import PortalLink, PortalLinksApi
from nameplate.admin.routes import Call
from nameplate.core.errors import BadRequest, Conflict
from nameplate.core.principal import Principal, PrincipalType
from nameplate.edge.http import Request

CALLER = Principal("oid", None, "tenant", PrincipalType.USER, "Operator", "issuer")


class Made:
    """Makes one kind of link, or none."""

    def __init__(self, link: PortalLink | None) -> None:
        self._link = link
        self.asked: list[tuple[str, int | None]] = []

    def create(self, object_id: str, system_user: int | None = None) -> PortalLink | None:
        self.asked.append((object_id, system_user))
        return self._link


def call(body: bytes = b"") -> Call:
    return Call(CALLER, Request("POST", "/portal/links", body=body), {})


async def test_a_link_signs_in_who_asked() -> None:
    made = Made(PortalLink("http://localhost:8140/sign-in/link?code=abc", 60.0))
    response = await PortalLinksApi(made).create(call())
    assert response.status == 201
    assert response.body == (
        b'{"url":"http://localhost:8140/sign-in/link?code=abc","expires":"1970-01-01T00:01:00Z"}'
    )
    assert made.asked == [("oid", None)]


async def test_a_link_for_the_programs_of_one_user() -> None:
    made = Made(PortalLink("http://localhost:8140/sign-in/link?user=1000&code=abc", 60.0))
    await PortalLinksApi(made).create(call(b'{"systemUser": 1000}'))
    assert made.asked == [("oid", 1000)]
    with pytest.raises(BadRequest, match="systemUser"):
        await PortalLinksApi(made).create(call(b'{"systemUser": "me"}'))


async def test_a_server_without_a_portal() -> None:
    with pytest.raises(Conflict, match="nameplate up"):
        await PortalLinksApi(Made(None)).create(call())


def test_a_link_is_not_seen_by_chance() -> None:
    assert "secret" not in repr(PortalLink("http://localhost/?code=secret", 0.0))


def test_only_operators_are_given_one() -> None:
    (route,) = PortalLinksApi(Made(None)).routes()
    assert route.action.startswith("Nameplate.Admin/")

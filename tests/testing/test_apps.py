"""Apps and identities, and what they may."""

import os

import pytest

from nameplate.testing.platform import Platform
from tests.testing import asking


def test_what_was_allowed_is_taken_away(platform: Platform) -> None:
    vault = platform.vault("contoso")
    vault.secret("one", "1")
    app = platform.webapp("web1").allow(vault=vault, secrets=["get", "list"])
    with app.activated():
        bearer = asking.token()
        assert asking.secret(vault, "one", bearer)[0] == 200
        app.deny(vault=vault, secrets=["get"])
        assert asking.secret(vault, "one", bearer)[0] == 403


def test_a_role_at_one_secret(platform: Platform) -> None:
    vault = platform.vault("roles", rbac=True)
    vault.secret("one", "1")
    vault.secret("two", "2")
    app = platform.webapp("web1")
    app.allow(vault="roles", role="key vault secrets user", secret="one")
    with app.activated():
        bearer = asking.token()
        assert asking.secret(vault, "one", bearer)[0] == 200
        assert asking.secret(vault, "two", bearer)[0] == 403


def test_the_same_name_is_the_same_app(platform: Platform) -> None:
    first, second = platform.webapp("web1"), platform.webapp("web1")
    assert (first.id, first.principal_id) == (second.id, second.principal_id)
    assert platform.identity("one").client_id == platform.identity("one").client_id
    assert platform.webapp("web2").principal_id != first.principal_id


def test_settings_are_added_to_those_that_are_there(platform: Platform) -> None:
    app = platform.functionapp("f1").settings(ONE="1").settings(TWO="2")
    with app.activated():
        assert (os.environ["ONE"], os.environ["APPSETTING_TWO"]) == ("1", "2")


def test_an_identity_beside_its_own(platform: Platform) -> None:
    one, two = platform.identity("one"), platform.identity("two")
    app = platform.webapp("web1").assign(one).assign(two)
    with app.activated():
        tokens = {asking.token(), *(asking.token(client_id=each.client_id) for each in (one, two))}
    assert len(tokens) == 3
    assert [repr(each) for each in (app, one)] == ["<App web1>", "<Identity one>"]


def test_a_role_that_there_is_not(platform: Platform) -> None:
    with pytest.raises(LookupError, match="no role 'King'"):
        platform.webapp("web1").allow(vault="roles", role="King")

"""What clients ask of the authorization endpoint."""

from urllib.parse import urlencode

import pytest

from nameplate.authority.authorize_request import AuthorizeParameters, ResponseMode, check
from nameplate.authority.token_request import EndpointVersion
from nameplate.core.errors import BadRequest
from nameplate.edge.http import Request
from tests.authority.browser import CHALLENGE

GOOD = {
    "response_type": "code",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def test_parameters_are_read_from_query_or_form_and_others_are_not_kept() -> None:
    pairs = urlencode({"client_id": "a", "domain_hint": "b", "claims": "{}"}).encode()
    for request in (
        Request("GET", "/", query_string=pairs),
        Request("POST", "/", body=pairs, query_string=b"client_id=c"),
    ):
        assert AuthorizeParameters.read(request).fields == {"client_id": "a"}


def test_a_mode_is_the_query_unless_it_is_clear() -> None:
    assert AuthorizeParameters({}).mode is ResponseMode.QUERY
    assert AuthorizeParameters({"response_mode": "fragment"}).mode is ResponseMode.FRAGMENT
    assert AuthorizeParameters({"response_mode": "smoke"}).mode is ResponseMode.QUERY


def test_a_resource_is_a_scope_in_the_other_version() -> None:
    asked = AuthorizeParameters({"resource": "https://x/", "scope": "y"})
    assert asked.scope(EndpointVersion.V1) == "https://x//.default openid offline_access"
    assert asked.scope(EndpointVersion.V2) == "y"


def test_only_who_proves_themselves_may_leave_the_challenge_out() -> None:
    assert check(AuthorizeParameters(GOOD), public=True) == CHALLENGE
    bare = AuthorizeParameters({"response_type": "code"})
    assert check(bare, public=False) == ""
    with pytest.raises(BadRequest, match="AADSTS50147"):
        check(bare, public=True)
    weak = AuthorizeParameters(GOOD | {"code_challenge_method": "plain"})
    with pytest.raises(BadRequest, match="plain"):
        check(weak, public=False)

"""The admin wire: who may call, what is there, one shape of errors."""

import pytest

from nameplate.admin.routes import Call, Route
from nameplate.edge.http import Response, json_response
from tests.admin.desk import Desk, read


async def hello(call: Call) -> Response:
    return json_response(200, {"name": call.names.get("name"), "by": call.principal.display_name})


ROUTE = Route("GET", "/hello/{name}", "Nameplate.Admin/hello/read", hello)


async def test_an_operator_reaches_the_handler() -> None:
    answer = await Desk(ROUTE).send("GET", "/hello/you")
    assert (answer.status, read(answer)) == (200, {"name": "you", "by": "Operator"})


@pytest.mark.parametrize(
    ("token", "code"), [(None, "AuthenticationFailed"), ("expired", "InvalidAuthenticationToken")]
)
async def test_without_a_good_token_401_with_a_challenge(token: str | None, code: str) -> None:
    answer = await Desk(ROUTE).send("GET", "/hello/you", token=token)
    assert answer.status == 401
    assert read(answer)["error"]["code"] == code
    assert b"www-authenticate" in dict(answer.headers)


async def test_what_the_role_forbids_is_403_with_the_reason() -> None:
    answer = await Desk(ROUTE, denied=frozenset((ROUTE.action,))).send("GET", "/hello/you")
    assert answer.status == 403
    assert "lacks Nameplate.Admin/hello/read" in read(answer)["error"]["message"]


async def test_an_unknown_path_and_a_wrong_method_are_told_apart() -> None:
    assert (await Desk(ROUTE).send("GET", "/nowhere")).status == 404
    wrong = await Desk(ROUTE).send("DELETE", "/hello/you")
    assert wrong.status == 405
    assert "GET" in read(wrong)["error"]["message"]

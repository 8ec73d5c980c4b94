"""Answers that a browser carries."""

from nameplate.authority.authorize_answers import AuthorizeAnswers
from nameplate.authority.authorize_refusals import cancelled
from nameplate.authority.authorize_request import ResponseMode
from nameplate.core.secret_value import SecretValue
from nameplate.edge.http import Request
from tests.authority.world import CLOUD
from tests.fakes.clock import FakeClock

ANSWERS = AuthorizeAnswers(CLOUD, FakeClock())
TO = "https://shop.example/cb"


def test_a_state_that_was_not_sent_does_not_come_back() -> None:
    request = Request("POST", "/")
    sent = ANSWERS.code(request, SecretValue("c"), to=TO, mode=ResponseMode.QUERY, state=None)
    assert b"state=" not in dict(sent.headers)[b"location"].replace(b"session_state=", b"")
    empty = ANSWERS.code(request, SecretValue("c"), to=TO, mode=ResponseMode.QUERY, state="")
    assert b"&state=&" in dict(empty.headers)[b"location"]


def test_a_form_becomes_a_get_and_a_get_stays_one() -> None:
    for method, status in (("POST", 303), ("GET", 302)):
        request = Request(method, "/")
        sent = ANSWERS.refusal(request, cancelled(), to=TO, mode=ResponseMode.QUERY, state="s")
        assert sent.status == status


def test_what_is_told_a_person_is_escaped() -> None:
    error = cancelled()
    error.message = "<script>"
    told = ANSWERS.page(Request("GET", "/"), error)
    assert (told.status, b"&lt;script&gt;" in told.body) == (400, True)
    assert b"<script>" not in told.body

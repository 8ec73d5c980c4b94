"""Requests and responses."""

import re
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.edge.http import Query, Request, json_response, new_request_id

pairs = st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=8)


@given(pairs)
@settings(max_examples=100)
def test_a_query_reads_what_was_encoded(given_pairs: list[tuple[str, str]]) -> None:
    query = Query(urlencode(given_pairs, errors="replace").encode())

    expected = [(a.encode(errors="replace"), b.encode(errors="replace")) for a, b in given_pairs]
    assert [(a.encode(), b.encode()) for a, b in query.items()] == expected


@given(st.binary(max_size=60))
@settings(max_examples=100)
def test_a_query_reads_any_bytes_as_the_standard_library_does(raw: bytes) -> None:
    text = raw.decode(errors="replace")

    assert Query(raw).items() == parse_qsl(text, keep_blank_values=True)


def test_a_query_tells_case_apart_unless_asked_not_to() -> None:
    query = Query(b"Api-Version=1&resource=a&resource=b")

    assert query.get("api-version") is None
    assert query.get("api-version", "x") == "x"
    assert query.find("api-version") == "1"
    assert query.get_all("resource") == ["a", "b"]
    assert "resource" in query


def test_headers_are_found_by_their_lower_case_name() -> None:
    request = Request("GET", "/", headers=[(b"a", b"1"), (b"a", b"2"), (b"b", b"\xe9")])

    assert request.headers.get("a") == "1"
    assert request.headers.get_all("a") == ["1", "2"]
    assert request.headers.get("b") == "é"
    assert "c" not in request.headers


@pytest.mark.parametrize("body", [b"", b"{", b'{"a": 01}', b"\xff"])
def test_json_that_is_malformed_is_a_bad_request(body: bytes) -> None:
    with pytest.raises(BadRequest, match="not valid JSON"):
        Request("PUT", "/", body=body).json()


def test_json_keeps_the_secret_out_of_the_error() -> None:
    with pytest.raises(BadRequest) as caught:
        Request("PUT", "/", body=b'{"value": "hunter2" oops}').json()

    assert "hunter2" not in str(caught.value)


def test_a_form_keeps_order_repeats_and_blanks() -> None:
    request = Request("POST", "/", body=b"a=1&b=&a=%20+2")

    assert request.form() == [("a", "1"), ("b", ""), ("a", "  2")]


@pytest.mark.parametrize("body", [b"a=%ff", b"a=\xff", b"a=1&" * 1000])
def test_a_form_that_is_malformed_is_a_bad_request(body: bytes) -> None:
    with pytest.raises(BadRequest):
        Request("POST", "/", body=body).form()


def test_a_header_of_an_answer_cannot_end_its_line() -> None:
    response = json_response(401, {}, [("WWW-Authenticate", 'Bearer x="a\r\nset-cookie: b"')])

    assert response.headers[1] == (b"www-authenticate", b'Bearer x="a??set-cookie: b"')


def test_a_document_keeps_its_order() -> None:
    response = json_response(200, {"value": "1", "id": "2"})

    assert response.body == b'{"value":"1","id":"2"}'
    assert response.headers == [(b"content-type", b"application/json; charset=utf-8")]


def test_request_ids_are_random_guids() -> None:
    ids = {new_request_id() for _ in range(1000)}

    assert len(ids) == 1000
    version_4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    assert all(version_4.fullmatch(one) for one in ids)


def test_a_request_does_not_show_its_body() -> None:
    assert "hunter2" not in repr(Request("PUT", "/", body=b"hunter2"))

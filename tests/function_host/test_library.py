"""Microsoft's library, as the host uses it."""

import io
from types import ModuleType
from typing import Any

import azure.functions as func
import pytest

from nameplate_functions import library
from nameplate_functions.failures import CannotConvert


def test_what_an_app_declares_is_read() -> None:
    app = func.FunctionApp()

    @app.route(route="hello/{name}", methods=["GET"])
    @app.queue_output(arg_name="msg", queue_name="q", connection="C")
    def hello(req: func.HttpRequest, msg: func.Out[str]) -> str:
        return "x"

    module = ModuleType("function_app")
    module.__dict__.update(app=app, again=app, other=5)
    (found,) = library.registers(module)
    (declared,) = library.declared(found)

    assert declared.name == "hello"
    assert declared.trigger == "req"
    kinds = {each["type"]: each for each in declared.bindings}
    assert set(kinds) == {"httpTrigger", "http", "queue"}
    assert kinds["httpTrigger"]["route"] == "hello/{name}"
    assert kinds["httpTrigger"]["methods"] == ["GET"]
    assert kinds["httpTrigger"]["authLevel"] == "FUNCTION"


def test_out_parameters_are_known_by_their_type() -> None:
    assert library.is_out(func.Out[str])
    assert library.is_out(func.Out)
    assert not library.is_out(str)


def test_a_request_is_the_librarys_own() -> None:
    request = library.http_request(
        "post",
        "http://x/api/a?b=c",
        headers={"Content-Type": "application/json"},
        params={"b": "c"},
        route_params={"id": "7"},
        body=b'{"a": 1}',
    )

    assert isinstance(request, func.HttpRequest)
    assert (request.method, request.params["b"], request.route_params["id"]) == ("POST", "c", "7")
    assert request.get_json() == {"a": 1}
    assert request.headers["content-type"] == "application/json"


def test_forms_and_files_are_the_librarys_own() -> None:
    body = (
        b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n"
        b"--b\r\nContent-Disposition: form-data; name=f; filename=f.txt\r\n\r\nfile\r\n--b--\r\n"
    )
    request = library.http_request(
        "POST",
        "http://x/",
        headers={"content-type": "multipart/form-data; boundary=b"},
        params={},
        route_params={},
        body=body,
    )

    assert request.form["a"] == "1"
    with request.files["f"].stream as file:
        assert file.read() == b"file"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, library.Answer(204)),
        (
            "hé",
            library.Answer(200, (("content-type", "text/plain; charset=utf-8"),), "hé".encode()),
        ),
    ],
)
def test_plain_answers(value: Any, expected: library.Answer) -> None:
    assert library.http_answer(value) == expected


def test_whole_answers() -> None:
    made = func.HttpResponse(
        b"{}", status_code=201, headers={"X-A": "b"}, mimetype="application/json"
    )
    made.headers.add("Set-Cookie", "a=1")
    made.headers.add("Set-Cookie", "b=2")

    answer = library.http_answer(made)

    assert (answer.status, answer.body) == (201, b"{}")
    assert [text for name, text in answer.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert ("content-type", "application/json") in answer.headers


@pytest.mark.parametrize("value", [5, {"a": 1}, b"x"])
def test_other_answers_are_refused(value: Any) -> None:
    with pytest.raises(CannotConvert, match=type(value).__name__):
        library.http_answer(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", [b"a"]),
        (b"a", [b"a"]),
        ({"a": 1}, [b'{"a": 1}']),
        (["a", b"b", {"c": 1}], [b"a", b"b", b'{"c": 1}']),
        (func.QueueMessage(body="m"), [b"m"]),
        ([], []),
    ],
)
def test_what_becomes_messages(value: Any, expected: list[bytes]) -> None:
    assert library.queue_texts(value) == expected


@pytest.mark.parametrize("value", [5, [5]])
def test_what_becomes_none(value: Any) -> None:
    with pytest.raises(CannotConvert):
        library.queue_texts(value)


@pytest.mark.parametrize("value", ["a", b"a", bytearray(b"a"), io.BytesIO(b"a"), io.StringIO("a")])
def test_what_becomes_a_blob(value: Any) -> None:
    assert library.blob_bytes(value) == b"a"


def test_a_number_becomes_none() -> None:
    with pytest.raises(CannotConvert):
        library.blob_bytes(5)


def test_blobs_come_as_they_are_asked_for() -> None:
    def read(annotation: Any, data: bytes | None = b"x") -> Any:
        return library.blob_input(data, annotation, name="c/n", uri="u")

    assert read(str) == "x"
    assert read(bytes) == b"x"
    stream = read(func.InputStream)
    assert (stream.read(), stream.name, stream.length, stream.uri) == (b"x", "c/n", 1, "u")
    assert read(str, None) is None


def test_a_context_answers_what_it_is_asked() -> None:
    context = library.Context(
        library.About(
            invocation="i",
            function="f",
            folder="/app",
            local=object(),
            trace_parent="00-1",
            retry_count=1,
            max_retry_count=3,
        )
    )

    assert (context.invocation_id, context.function_name) == ("i", "f")
    assert context.function_directory == "/app"
    assert context.trace_context.Traceparent == "00-1"
    assert (context.retry_context.retry_count, context.retry_context.max_retry_count) == (1, 3)


def test_what_is_set_is_had() -> None:
    out = library.Out()
    assert out.get() is None

    out.set("x")

    assert out.get() == "x"

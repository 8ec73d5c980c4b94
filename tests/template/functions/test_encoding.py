"""Base64, data URIs and URIs."""

from urllib.parse import urljoin

import pytest
from hypothesis import given

from nameplate.template.errors import ExpressionFault
from tests.template.evaluating import evaluate
from tests.template.functions.laws import few, texts, values, words


@few
@given(text=texts)
def test_base64_and_components_are_undone(text: str) -> None:
    for forth, back in (
        ("base64", "base64ToString"),
        ("uriComponent", "uriComponentToString"),
        ("dataUri", "dataUriToString"),
    ):
        assert evaluate(f"{back}({forth}(parameters('t')))", t=text) == text


@few
@given(value=values)
def test_json_survives_base64(value: object) -> None:
    if isinstance(value, dict | list):
        assert evaluate("base64ToJson(base64(string(parameters('v'))))", v=value) == value
        assert evaluate("dataUriToString(dataUri(parameters('v')))", v=value) == value


@few
@given(text=texts)
def test_an_escaped_component_is_plain_ascii(text: str) -> None:
    found = evaluate("uriComponent(parameters('t'))", t=text)
    assert found.isascii()
    assert not set(found) & set("/?#&=+ :@")


@few
@given(folder=words, file=words)
def test_an_address_is_resolved_against_its_base(folder: str, file: str) -> None:
    base = f"https://Example.test/{folder}/main.json"
    found = evaluate("uri(parameters('b'), parameters('f'))", b=base, f=file)
    assert found == urljoin(base.replace("Example", "example"), file)


def test_a_data_uri_may_be_plain_and_have_parameters() -> None:
    assert evaluate("dataUriToString('data:,a%20b')") == "a b"
    assert evaluate("dataUriToString('data:text/plain;charset=iso-8859-1;base64,6Q==')") == "é"
    assert evaluate("dataUriToString('data:application/json,nonsense')") == "nonsense"


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("base64(1)", "'base64' expects its parameter to be of type 'String'"),
        ("base64ToString('@')", "cannot be decoded from base64"),
        ("base64ToJson(base64('{'))", "cannot be parsed"),
        ("dataUriToString('data:;base64,@')", "cannot be converted to the target type"),
        ("dataUriToString('data:;charset=ebcdic,a')", "charset 'ebcdic' is not supported"),
        ("uri('example.test', 'a')", "first argument to be a uri string"),
        ("uri('https://example.test', 1)", "second argument to be a string"),
        ("uri('https://[', 'a')", "to be a uri string"),
    ],
)
def test_what_is_refused(expression: str, sentence: str) -> None:
    with pytest.raises(ExpressionFault, match=sentence.replace("(", "\\(")):
        evaluate(expression)

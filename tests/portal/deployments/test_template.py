"""What was uploaded, read."""

from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.portal.deployments.template import read_document, read_parameters, read_template
from nameplate.portal.failures import ApiFailure


def test_comments_are_allowed_and_strings_are_left_alone() -> None:
    body = b'\xef\xbb\xbf{ // a\n "a": "http://x /* y */", /* b\n */ "b": 1 }'
    assert read_document(body, "It") == {"a": "http://x /* y */", "b": 1}


def test_where_it_is_wrong_is_told() -> None:
    with pytest.raises(ApiFailure, match=r"It is no JSON: .* \(line 2, column"):
        read_document(b'{\n "a": }', "It")


def test_parameter_files_and_plain_values() -> None:
    assert read_parameters(b'{"parameters": {"a": {"value": 1}}}') == {"a": 1}
    assert read_parameters(b'{"a": 1}') == {"a": 1}
    assert read_parameters(b" ") == {}
    with pytest.raises(ApiFailure, match="is read from a vault"):
        read_parameters(b'{"parameters": {"a": {"reference": {}}}}')


def test_a_template_has_resources() -> None:
    with pytest.raises(ApiFailure, match="no deployment template"):
        read_template(b'{"$schema": "x"}')


def test_there_is_an_end_to_parameters() -> None:
    declared = {f"p{number}": {"type": "string"} for number in range(257)}
    template = {"$schema": "x", "resources": [], "parameters": declared}
    with pytest.raises(ApiFailure, match="at most 256"):
        read_template(orjson.dumps(template))


@given(st.binary(max_size=200))
def test_whatever_is_uploaded_is_read_or_refused(body: bytes) -> None:
    with suppress(ApiFailure):
        assert "resources" in read_template(body)


@pytest.mark.parametrize(
    "text", ["[" + '"' + '\\"' * 500_000, "[" + "/*" * 500_000, "\n" * 1_000_000 + "x"]
)
def test_a_long_text_is_looked_at_once(text: str) -> None:
    """Each of these takes hours where a search begins anew at every character."""
    with pytest.raises(ApiFailure, match="no JSON"):
        read_document(text.encode(), "It")


def test_bicep_is_known_where_it_is_indented() -> None:
    with pytest.raises(ApiFailure, match="is Bicep"):
        read_document(b"\n\n\t@secure()\nparam name string", "It")

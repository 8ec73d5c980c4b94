"""Route templates and their order."""

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate_functions.failures import AppProblem
from nameplate_functions.routes import Route, Routes, parse_template


def match(template: str, path: str) -> dict[str, str] | None:
    return parse_template(template).match(path)


@pytest.mark.parametrize(
    ("template", "path", "expected"),
    [
        ("api/hello", "API/Hello", {}),
        ("api/hello", "api/hello/", {}),
        ("api/{id:int}", "api/7", {"id": "7"}),
        ("api/{id:int}", "api/x", None),
        ("api/{id:int?}", "api", {}),
        ("api/{id?}", "api/x", {"id": "x"}),
        ("api/{name=everyone}", "api", {"name": "everyone"}),
        ("api/{*rest}", "api/a/b%20c", {"rest": "a/b c"}),
        ("api/{*rest}", "api", {}),
        ("api/{a}/{b}", "api/x", None),
        ("api/{a}", "api/x/y", None),
        ("api/{a}", "api/x%2Fy", {"a": "x%2Fy"}),
        ("api/v{major}.{minor}", "api/v1.2.3", {"major": "1.2", "minor": "3"}),
        ("api/{file}.json", "api/data.json", {"file": "data"}),
        ("{*route}", "", {}),
        ("", "", {}),
        ("api/{id:regex(^a{{2}}$)}", "api/x", None),
        ("api/{id:min(5):max(9)}", "api/7", {"id": "7"}),
    ],
)
def test_a_path_fits_or_not(template: str, path: str, expected: dict[str, str] | None) -> None:
    assert match(template, path) == expected


@given(st.text(min_size=1).filter(lambda text: "/" not in text))
@settings(max_examples=100)
def test_any_value_of_a_segment_is_given_back(value: str) -> None:
    encoded = quote(value, safe="")
    if value.encode("utf-8", "replace") == value.encode("utf-8", "surrogatepass"):
        assert match("a/{x}/b", f"a/{encoded}/b") == {"x": value}


@pytest.mark.parametrize(
    "template",
    [
        *("a//b", "{a}/{A}", "{*rest}/x", "{a}{b}", "{", "}", "a}", "{a?}.json", "a?b", "{*r?}"),
        *("{a:nothing}", "{}"),
    ],
)
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(AppProblem):
        parse_template(template)


def routes(*templates: str, methods: tuple[str, ...] = ()) -> Routes[str]:
    found = frozenset(methods)
    return Routes([Route(parse_template(each), found, each) for each in templates])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b", "a/b"),
        ("a/7", "a/{id:int}"),
        ("a/x", "a/{name}"),
        ("a/x/y", "a/{*rest}"),
    ],
)
def test_the_more_definite_goes_first(path: str, expected: str) -> None:
    table = routes("a/{*rest}", "a/{name}", "a/{id:int}", "a/b")

    found = table.find("GET", path)

    assert found is not None
    assert found[0] == expected


def test_another_method_is_another_path() -> None:
    table = routes("a", methods=("GET", "POST"))

    assert table.find("get", "a") is not None
    assert table.find("HEAD", "a") is None

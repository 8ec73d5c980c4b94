"""Routes: literals before names, 404 apart from 405."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.edge.routing import Match, Routes


def vault_routes() -> Routes[str]:
    routes: Routes[str] = Routes(strip_slash=True)
    routes.add("GET", "/", "root")
    routes.add("GET", "/secrets", "list")
    routes.add("POST", "/secrets/restore", "restore")
    routes.add("GET", "/secrets/{name}", "get")
    routes.add("PUT", "/secrets/{name}", "set")
    routes.add("GET", "/secrets/{name}/versions", "versions")
    routes.add("GET", "/secrets/{name}/{version}", "get version")
    routes.add("GET", "/files/{*path}", "file")
    return routes


@pytest.mark.parametrize(
    ("method", "path", "handler", "names"),
    [
        ("GET", "/", "root", {}),
        ("GET", "/secrets", "list", {}),
        ("GET", "/secrets/", "list", {}),
        ("GET", "/secrets/a", "get", {"name": "a"}),
        ("GET", "/secrets/a/", "get", {"name": "a"}),
        ("PUT", "/secrets/A", "set", {"name": "A"}),
        ("POST", "/secrets/restore", "restore", {}),
        ("GET", "/secrets/restore", "get", {"name": "restore"}),
        ("GET", "/secrets/a/versions", "versions", {"name": "a"}),
        ("GET", "/secrets/a/b", "get version", {"name": "a", "version": "b"}),
        ("GET", "/files/a/b/c", "file", {"path": "a/b/c"}),
    ],
)
def test_the_nearest_template_answers(
    method: str, path: str, handler: str, names: dict[str, str]
) -> None:
    assert vault_routes().find(method, path) == Match(handler, names)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/secrets/a", ("GET", "PUT")),
        ("DELETE", "/secrets/restore", ("GET", "POST", "PUT")),
        ("GET", "/nothing", ()),
        ("GET", "/secrets//b", ()),
        ("GET", "/secrets/a/b/c", ()),
        ("GET", "secrets", ()),
        ("GET", "/SECRETS/a", ()),
        ("GET", "/files", ()),
    ],
)
def test_what_is_not_there_is_told_from_what_is_not_allowed(
    method: str, path: str, allowed: tuple[str, ...]
) -> None:
    routes = vault_routes()

    assert routes.find(method, path) is None
    assert routes.allowed(path) == allowed


def test_literals_may_match_in_any_case_while_names_keep_theirs() -> None:
    routes: Routes[str] = Routes(ignore_case=True)
    routes.add("GET", "/subscriptions/{id}/resourceGroups/{group}", "group")

    found = routes.find("GET", "/SUBSCRIPTIONS/Ab/resourcegroups/Cd")

    assert found == Match("group", {"id": "Ab", "group": "Cd"})


@pytest.mark.parametrize(("method", "template"), [("GET", "/secrets/{x}"), ("GET", "/f/{*a}/b")])
def test_a_table_with_two_meanings_is_refused(method: str, template: str) -> None:
    with pytest.raises(ValueError, match=r"a rest stands last|a route already"):
        vault_routes().add(method, template, "other")


@given(st.lists(st.text("ab{}*/", max_size=4), max_size=6))
@settings(max_examples=100)
def test_any_path_is_answered(segments: list[str]) -> None:
    path = "/" + "/".join(segments)

    found = vault_routes().find("GET", path)

    assert found is None or found.names.keys() <= {"name", "version", "path"}

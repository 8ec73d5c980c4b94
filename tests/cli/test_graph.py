"""The directory as commands see it."""

from collections.abc import Callable
from typing import Any

from nameplate.cli.graph import is_guid, quoted
from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_names_are_told_from_ids() -> None:
    assert is_guid("acdd72a7-3385-48ef-bd42-f606fba81ae7")
    assert not is_guid("acdd72a7")


def test_quotes_are_doubled() -> None:
    assert quoted("it's") == "'it''s'"


def test_a_principal_is_found_by_each_of_its_names(made: Made, nameplate: Nameplate) -> None:
    principal = made("webapp", "create", "-n", "graph-a1", "--assign-identity")["identity"]
    for name in (principal["principalId"], "graph-a1"):
        given = made("role", "assignment", "create", "--assignee", name, "--role", "Reader")
        assert given["principalId"] == principal["principalId"]
    made("role", "assignment", "delete", "--assignee", "graph-a1")
    absent = nameplate("role", "assignment", "list", "--assignee", "graph-a9")
    assert (absent.status, "cannot find" in absent.err) == (3, True)

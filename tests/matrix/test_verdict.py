"""A cell is good if the client says so and the platform agrees; a gap explains what is not."""

from typing import Any

import pytest
from conformance.matrix.declared import Client
from conformance.matrix.verdict import declared_cells, verdicts

from tests.matrix.made import CAST, client, gap, said, token

SYSTEM = (CAST.system.object_id, CAST.system.resource_id)
SECOND = (CAST.second.object_id, CAST.second.resource_id)


def failure(of: Client, selector: str, step: str, *reports: dict[str, Any]) -> str | None:
    """What is wrong with one cell, after a process with these reports."""
    found = verdicts(said(of, "app-service", *reports), lambda _: "held")
    return next(
        each.failure for each in found if (each.cell.selector, each.cell.step) == (selector, step)
    )


def test_a_token_of_the_meant_identity_is_good() -> None:
    assert failure(client(), "none", "token", token("none", *SYSTEM)) is None
    other = token("object-id", *SECOND, appid="SECOND-CLIENT")
    assert failure(client(), "object-id", "token", other) is None


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (token("none", *SECOND), "oid is second-oid"),
        (token("none", *SYSTEM, aud="https://management.azure.com"), "audience"),
        ({**token("none", *SYSTEM), "expires_in": -3}, "lasts for -3 s"),
        ({"selector": "none", "step": "token", "ok": False, "detail": "no route"}, "no route"),
        ({"selector": "client-id", "step": "token", "ok": True}, "reported nothing"),
    ],
)
def test_another_token_is_not(report: dict[str, Any], words: str) -> None:
    assert words in str(failure(client(), "none", "token", report))


def test_what_a_client_set_is_read_back() -> None:
    report = {"selector": "none", "step": "secret-set", "ok": True}
    assert failure(client(), "none", "secret-set", report) == "the vault holds another value: held"


def test_a_gap_explains_a_failure() -> None:
    some = client(gap(selectors=("none",)))
    assert failure(some, "none", "token") is None
    assert failure(some, "client-id", "token") is not None


def test_a_gap_that_works_all_the_same_is_a_failure() -> None:
    some = client(gap(selectors=("none",)))
    assert "it works, and yet" in str(failure(some, "none", "token", token("none", *SYSTEM)))


def test_a_client_that_refuses_every_id_refuses_a_wrong_one_too() -> None:
    some = client(gap(selectors=("client-id",)))
    report = {"selector": "client-id", "step": "wrong-id", "ok": True}
    assert failure(some, "client-id", "wrong-id", report) is None


def test_every_place_has_its_cells_and_each_source_its_faults_once() -> None:
    cells = [cell for cell, _ in declared_cells(client())]

    assert len(cells) == len(set(cells))
    assert len(cells) == 17 * 23 + 8 * 2

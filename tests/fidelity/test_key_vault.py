"""Sequences of a vault, with what recordings leave out, against a fake vault."""

from typing import Any

import pytest

from tests.fakes.vault_service import FakeVaultService
from tests.fidelity.compare import compare
from tests.fidelity.records import Exchange, Sequence, read_exchange
from tests.fidelity.scenarios.key_vault import KeyVaultScenario, retention

HOST = "recorded.vault.azure.net"
VERSION = "0123456789abcdef0123456789abcdef"
HEADERS = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-cache"}


def attributes(**more: Any) -> dict[str, Any]:
    return {
        "enabled": True,
        "created": 5,
        "updated": 6,
        "recoveryLevel": "Recoverable+Purgeable",
        "recoverableDays": 90,
        **more,
    }


def bundle(name: str = "a", version: str = VERSION, **more: Any) -> dict[str, Any]:
    id_ = f"https://{HOST}/secrets/{name}/{version}"
    return {"value": "v", "id": id_, "attributes": attributes(), **more}


def record(method: str, path: str, status: int = 200, body: Any = None, **more: Any) -> Exchange:
    request = {"method": method, "host": HOST, "path": f"{path}", "body": more.pop("sent", None)}
    request["headers"] = {"Authorization": more.pop("token", True)}
    read = read_exchange(
        {
            "id": f"{method} {path}",
            "service": "keyvault-secrets",
            "request": request,
            "response": {"status": status, "headers": HEADERS, "body": body},
            **more,
        }
    )
    assert read is not None
    return read


NOT_FOUND = {"error": {"code": "SecretNotFound", "message": "m"}}


def play(*exchanges: Exchange, vault: FakeVaultService | None = None) -> list[list[str]]:
    sequence = Sequence("one", "keyvault-secrets", exchanges)
    scenario = KeyVaultScenario(vault or FakeVaultService(), sequence, "ours")
    return [
        compare(each, scenario.play(each), scenario.rules(each), scenario.translate)
        for each in exchanges
    ]


def test_versions_are_mapped_from_what_was_set() -> None:
    assert play(
        record("PUT", "/secrets/a?api-version=7.4", body=bundle(), sent={"value": "v"}),
        record("GET", f"/secrets/a/{VERSION}?api-version=7.4", body=bundle()),
    ) == [[], []]


def test_a_secret_that_was_set_in_a_gap_is_set_as_it_is_shown() -> None:
    shown = bundle(contentType="text/x", tags={"k": "1"})
    shown["attributes"] = attributes(enabled=False, exp=9)

    assert play(record("GET", f"/secrets/a/{VERSION}?api-version=7.4", body=shown)) == [[]]


def test_an_update_that_left_out_its_body_is_inferred() -> None:
    vault = FakeVaultService()
    play(record("PUT", "/secrets/a?api-version=7.4", body=bundle(tags={"k": "1"})), vault=vault)

    assert vault.calls == [("PUT", "/secrets/a?api-version=7.4")]


def test_a_deletion_in_a_gap_is_done() -> None:
    dates = {"deletedDate": 10, "scheduledPurgeDate": 10 + 90 * 86400}
    gone = {"recoveryId": f"https://{HOST}/deletedsecrets/a", **dates, **bundle()}
    del gone["value"]

    assert play(record("GET", "/deletedsecrets/a?api-version=7.4", body=gone)) == [[]]


def test_the_client_that_waited_is_waited_with() -> None:
    vault = FakeVaultService(slow=3)
    deleted = {"recoveryId": "", "deletedDate": 1, "scheduledPurgeDate": 2, **bundle()}
    del deleted["value"]

    found = play(
        record("DELETE", "/secrets/a?api-version=7.4", body=deleted),
        record("GET", "/deletedsecrets/a?api-version=7.4", 404, NOT_FOUND),
        record("GET", "/deletedsecrets/a?api-version=7.4", body=deleted),
        vault=vault,
    )

    assert found == [[], [], []]


def test_a_name_that_never_was_is_left_alone() -> None:
    assert play(record("GET", "/secrets/none/?api-version=7.4", 404, NOT_FOUND)) == [[]]


def test_a_probe_without_a_token_is_played_without_one() -> None:
    refusal = {"error": {"code": "Unauthorized", "message": "m"}}
    probe = record("PUT", "/secrets/a?api-version=7.4", 401, refusal, token=False)

    assert play(probe) == [[]]


def item(name: str) -> dict[str, Any]:
    return {"id": f"https://{HOST}/secrets/{name}", "attributes": attributes()}


def page(names: str, link: str | None) -> dict[str, Any]:
    token = f"https://{HOST}:443/secrets?api-version=7.4&$skiptoken={link}" if link else None
    return {"value": [item(name) for name in names], "nextLink": token}


@pytest.mark.parametrize("last", [None, "more"])
def test_pages_end_where_the_recorded_ones_do(last: str | None) -> None:
    """One item a page, an empty page and a missing one among them."""
    first = "/secrets?api-version=7.4&maxresults=1"
    further = "/secrets?api-version=7.4&$skiptoken="

    assert play(
        record("GET", first, body=page("a", "t1")),
        record("GET", f"{further}t1", body=page("b", "t2")),
        record("GET", f"{further}lost", body=page("", last)),
    ) == [[], [], []]


def test_a_list_of_nothing_is_empty() -> None:
    nothing = record("GET", "/secrets?api-version=7.4", body=page("", None))
    vault = FakeVaultService()

    assert play(nothing, vault=vault) == [[]]
    vault.send("PUT", "ours", "/secrets/x", headers=[("Authorization", "")], body=b'{"value":""}')
    assert play(nothing, vault=vault) == [["body.value has 1 items, not 0"]]


def test_texts_may_be_emptied() -> None:
    empty = {"value": "", "id": "", "contentType": "", "attributes": attributes(recoveryLevel="")}

    assert play(
        record("PUT", "/secrets/a?api-version=7.4", body=empty, sent={"value": ""}),
        record("GET", f"/secrets/a/{VERSION}?api-version=7.4", body=empty),
    ) == [["body.contentType is missing"], ["body.contentType is missing"]]


@pytest.mark.parametrize(
    ("body", "days"),
    [
        ({"attributes": {"recoverableDays": 7}}, 7),
        ({"deletedDate": 100, "scheduledPurgeDate": 100 + 7 * 86400}, 7),
        ({"attributes": {"recoveryLevel": "CustomizedRecoverable+Purgeable"}}, 7),
        ({"attributes": {"recoveryLevel": "Recoverable+Purgeable"}}, 90),
    ],
)
def test_the_retention_is_the_recorded_one(body: Any, days: int) -> None:
    exchange = record("GET", "/secrets/a", body=body)

    assert retention(Sequence("one", "keyvault-secrets", (exchange,))) == days

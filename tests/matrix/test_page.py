"""The page is the declarations and the stored results, and nothing else."""

from pathlib import Path

import pytest
from conformance.matrix import page, results
from conformance.matrix.declared import load
from conformance.matrix.results import Kept
from conformance.matrix.verdict import Cell

from tests.matrix.made import client, gap

NOTHING: frozenset[Cell] = frozenset()


def rows(text: str, source: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(f"| {source} |")]


def test_the_committed_page_is_what_the_committed_results_make() -> None:
    clients = load()

    assert page.FILE.read_text(encoding="utf-8") == page.text(clients, results.read(clients))
    assert results.FILE.read_text(encoding="utf-8") == results.text(results.read(clients))


def test_cells_are_good_explained_or_failed() -> None:
    some = client(
        gap(sources=("arc",), reason="There is no Arc."),
        gap(sources=("imds",), selectors=("none",), steps=("token",), reason="It lies."),
    )
    failed = frozenset({Cell("some", "imds", "proxy", "client-id", "secret-get")})

    text = page.text([some], {"some": Kept(("some 1.0",), failed)})

    assert rows(text, "arc")[0] == "| arc | proxy | (2) | (2) | (2) | (2) | (2) | (2) |"
    assert rows(text, "imds")[0].startswith("| imds | proxy | ✅ (1) | ❌ secret-get | ✅ |")
    assert "1. It lies. (`client.py:7`)" in text
    assert "2. There is no Arc. (`client.py:7`)" in text


def test_a_client_that_was_never_run_is_said_so() -> None:
    assert "*not run*" in rows(page.text([client()], {}), "imds")[0]


def test_results_of_other_versions_are_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(results, "FILE", tmp_path / "results.json")
    kept = {"some": Kept(("some 1.0",), NOTHING), "old": Kept(("some 0.9",), NOTHING)}
    results.FILE.write_text(results.text(kept))

    assert results.read([client(), client(name="old")]) == {"some": kept["some"]}

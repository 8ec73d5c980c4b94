"""What is written when a command fails, and its exit status."""

from nameplate.cli.failures import CommandFailure, ServiceFailure, absent, render, usage


def test_statuses_are_1_2_and_3() -> None:
    assert CommandFailure("x").status == 1
    assert usage("x").status == 2
    assert absent("x").status == 3
    assert ServiceFailure("C", "m", http_status=404).status == 3
    assert ServiceFailure("C", "m", http_status=409).status == 1


def test_every_detail_is_written() -> None:
    failure = ServiceFailure("C", "m", http_status=400, details=("  (D) d", "    (E) e"))
    assert render(failure) == "ERROR: (C) m\n  (D) d\n    (E) e"

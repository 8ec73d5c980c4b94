"""The report ends with ``N of M equal``; the document says why the rest is not."""

from pathlib import Path

from tests.fidelity.report import (
    DOCUMENT,
    Outcome,
    Reason,
    by_id,
    lines,
    read_accepted,
    with_section,
)

EQUAL = Outcome("a-1", "one", "get", ())
DIFFERENT = Outcome("a-2", "one", "get", ("status 200, not 404",))
REASON = Reason("Deletion is instant", "There is nothing to wait for.", ("a-2",))


def test_the_last_line_counts_the_equal_ones() -> None:
    assert lines([EQUAL, DIFFERENT], {})[-1] == "1 of 2 equal"
    assert lines([], {})[-1] == "0 of 0 equal"


def test_an_accepted_difference_is_named_and_not_equal() -> None:
    told = lines([EQUAL, DIFFERENT], by_id([REASON]))

    assert "a-2 get (one) [accepted: Deletion is instant]" in told
    assert told[-2:] == ["0 not equal without a reason", "1 of 2 equal"]


def test_a_reason_that_is_no_longer_needed_is_named() -> None:
    assert any("take it off" in line for line in lines([EQUAL], {"a-1": REASON}))


def test_reasons_are_read(tmp_path: Path) -> None:
    file = tmp_path / "accepted.toml"
    file.write_text('[[accepted]]\ntitle = "t"\nreason = """\na\n  b"""\nids = ["x", "y"]\n')

    assert read_accepted(file) == (Reason("t", "a b", ("x", "y")),)


def test_the_document_says_what_the_file_says() -> None:
    """``python -m tests.fidelity --write-docs`` renews it."""
    document = DOCUMENT.read_text(encoding="utf-8")

    assert with_section(document, read_accepted()) == document


def test_every_reason_is_one() -> None:
    for reason in read_accepted():
        assert len(reason.reason) > 40, reason.title
        assert reason.ids, reason.title


def test_what_is_not_served_is_told_by_type_and_counted_apart() -> None:
    left_out = Outcome("a-3", "one", "get", ("status 404, not 200",), "A.B/locks")

    told = lines([EQUAL, left_out, left_out], {})

    assert told[-4:] == [
        "left out: 2 of A.B/locks",
        "not served: 2",
        "0 not equal without a reason",
        "1 of 1 equal",
    ]

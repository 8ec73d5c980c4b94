"""What a store says of a version that somebody else was quicker to change."""

from nameplate.vault.protocols import StaleRevision


def test_a_stale_revision_is_a_conflict_where_nobody_repeats() -> None:
    error = StaleRevision()
    assert (error.status, error.code) == (409, "Conflict")
    assert "Try again" in error.message

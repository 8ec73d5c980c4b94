"""The third step of the format; what it does to older homes is told by ``test_migrations``."""

from nameplate.store.third_step import THIRD


def test_events_are_indexed_before_their_old_index_goes() -> None:
    """Rows are read in the order of the table, which needs no index; then theirs is made once."""
    computed = next(at for at, statement in enumerate(THIRD) if callable(statement))
    assert THIRD[computed + 1] == "DROP INDEX audit_event_object"

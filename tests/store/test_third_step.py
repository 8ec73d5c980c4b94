"""The third step of the format; what it does to older homes is told by ``test_migrations``."""

from nameplate.store.third_step import THIRD


def test_events_are_indexed_before_their_new_index_is_made() -> None:
    """Rows are read in the order of the table, which needs no index; then theirs is made once."""
    statements = ["" if callable(each) else each for each in THIRD]
    made = next(at for at, each in enumerate(statements) if "INDEX audit_event_series" in each)
    assert statements.index("") < made
    assert statements[statements.index("") + 1] == "DROP INDEX audit_event_object"

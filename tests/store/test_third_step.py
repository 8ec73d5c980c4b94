"""The third step of the format; what it does to older homes is told by ``test_migrations``."""

from nameplate.store.third_step import THIRD


def test_events_are_indexed_before_their_old_index_goes() -> None:
    """Rows are read in the order of the table, which needs no index; then theirs is made once."""
    kinds = [callable(statement) for statement in THIRD]
    assert kinds.index(True) == len(THIRD) - 3

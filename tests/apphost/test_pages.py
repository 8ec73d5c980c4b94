"""Each state that cannot answer has a page of its own."""

from nameplate.apphost.pages import page_of, rendered
from nameplate.apphost.states import Condition, State


def test_states_have_their_status() -> None:
    found = {state: page_of(Condition(state))[0] for state in State}
    assert found == {
        State.STOPPED: 403,
        State.EMPTY: 404,
        State.STARTING: 503,
        State.RUNNING: 503,
        State.BACKING_OFF: 503,
        State.FAILED: 503,
    }


def test_what_stands_in_a_page_is_escaped() -> None:
    assert b"<b>" not in rendered((503, "<b>", "&"))

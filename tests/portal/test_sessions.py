"""Sessions: found by a cookie alone, ended by time, by sign-out and by being too many."""

from nameplate.core.secret_value import SecretValue
from nameplate.portal.sessions import IDLE, LONGEST, AccessToken, Person, Session, Sessions
from tests.fakes.clock import FakeClock

PERSON = Person("oid", "Ada", "ada@contoso.example")
REFRESH = SecretValue("refresh")


def test_a_session_is_found_by_its_cookie() -> None:
    sessions = Sessions(FakeClock())
    session, cookie = sessions.begin(PERSON, REFRESH)
    assert sessions.find(cookie.reveal()) is session
    for other in (None, "", "x", cookie.reveal() + "x", "x" * 1000, "\udcff"):
        assert sessions.find(other) is None


def test_each_sign_in_has_an_id_and_a_form_token_of_its_own() -> None:
    sessions = Sessions(FakeClock())
    (one, cookie), (other, second) = (sessions.begin(PERSON, REFRESH) for _ in range(2))
    assert cookie != second
    assert one.csrf != other.csrf
    assert cookie.reveal() not in repr(one)
    assert one.csrf not in repr(one)


def test_use_keeps_it_but_not_for_ever() -> None:
    clock = FakeClock()
    sessions = Sessions(clock)
    session, cookie = sessions.begin(PERSON, REFRESH)
    for _ in range(LONGEST // IDLE):
        clock.advance(IDLE)
        assert sessions.find(cookie.reveal()) is session
    clock.advance(1)
    assert not sessions.lives(session)
    assert sessions.find(cookie.reveal()) is None


def test_looking_is_no_use() -> None:
    clock = FakeClock()
    sessions = Sessions(clock)
    session, cookie = sessions.begin(PERSON, REFRESH)
    clock.advance(IDLE)
    assert sessions.lives(session)
    assert sessions.find(cookie.reveal(), touch=False) is session
    clock.advance(1)
    assert sessions.find(cookie.reveal()) is None


def test_signing_out_forgets_its_tokens() -> None:
    sessions = Sessions(FakeClock())
    session, cookie = sessions.begin(PERSON, REFRESH)
    session.tokens["a"] = AccessToken(SecretValue("t"), 1.0)
    sessions.end(session)
    assert sessions.find(cookie.reveal()) is None
    assert not sessions.lives(session)
    assert not session.tokens


def test_the_one_unused_longest_goes_when_there_are_many() -> None:
    sessions = Sessions(FakeClock(), limit=2)
    one, other = (sessions.begin(PERSON, REFRESH)[1].reveal() for _ in range(2))
    assert sessions.find(one) is not None
    sessions.begin(PERSON, REFRESH)
    assert sessions.find(one) is not None
    assert sessions.find(other) is None


def test_sentences_for_the_next_page_are_taken_once_and_few() -> None:
    session, _ = Sessions(FakeClock()).begin(PERSON, REFRESH)
    for number in range(20):
        session.flash("done", str(number))
    assert [each.text for each in session.take_flashes()][-1] == "19"
    assert session.take_flashes() == []


def test_who_never_came_back_is_forgotten_at_the_next_sign_in() -> None:
    clock = FakeClock()
    gone: list[Session] = []
    sessions = Sessions(clock, ended=gone.append)
    session, _ = sessions.begin(PERSON, REFRESH)
    session.tokens["a"] = AccessToken(SecretValue("t"), 1.0)
    sessions.begin(PERSON, REFRESH)
    assert gone == []
    clock.advance(IDLE + 1)
    fresh, _ = sessions.begin(PERSON, REFRESH)
    assert len(gone) == 2
    assert gone[0] is session
    assert not session.tokens
    assert sessions.lives(fresh)


def test_what_ended_gets_no_new_token() -> None:
    sessions = Sessions(FakeClock())
    session, _ = sessions.begin(PERSON, REFRESH)
    sessions.end(session)
    assert session.refresh.reveal() == ""

"""The drawing's numbers."""

from nameplate.portal.keys.timeline import LEFT, WIDTH, Key, read_key, timeline

DAY = 86_400.0


def _key(state: str, *days: int) -> Key:
    times = (f"1970-01-{1 + day:02}T00:00:00Z" for day in days)
    return Key(state, state, *times)


def test_bars_are_in_the_order_in_which_keys_sign() -> None:
    drawn = timeline([_key("next", 4, 10, 15, 20), _key("active", 0, 0, 10, 13)], 5 * DAY)
    first, second = drawn.bars
    assert (first.key.state, second.key.state) == ("active", "next")
    assert first.published == first.signs == LEFT
    assert second.published + second.published_width == WIDTH - LEFT
    assert first.signs + first.signs_width == second.signs
    assert first.published < drawn.now < second.signs


def test_without_keys_there_is_still_a_drawing() -> None:
    assert timeline([], 0.0).bars == ()


def test_a_document_is_read() -> None:
    assert read_key({"kid": "a", "state": "active"}).kid == "a"

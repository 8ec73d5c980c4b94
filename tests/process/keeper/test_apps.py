"""How an app ended, as it is told to the server."""

import pytest

from tests.process.keeper.conftest import Keepers, start


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("raise SystemExit(7)", {"code": 7, "signal": None}),
        ("pass", {"code": 0, "signal": None}),
        ("import os; os.kill(os.getpid(), 9)", {"code": None, "signal": 9}),
    ],
)
async def test_it_is_told_how_an_app_ended(
    keepers: Keepers, isolated: bool, code: str, expected: dict[str, int | None]
) -> None:
    await start(keepers, code, isolated)
    ended = await keepers.event("ended")
    assert {name: ended[name] for name in ("code", "signal")} == expected
    assert ended["stopped"] is False
    assert ended["failure"] is None

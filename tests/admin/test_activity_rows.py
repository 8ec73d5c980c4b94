"""An event as the API tells it."""

import pytest

from nameplate.admin.activity_rows import moment, row
from nameplate.core.errors import BadRequest
from tests.admin.activity_world import SITE, World


async def test_a_row_leaves_out_what_only_an_explanation_shows() -> None:
    world = World()
    await world.refused()
    found = await world.trail.find(1)
    assert found is not None
    told = row(found.stored, found.workload)
    assert told["workload"] == SITE.lower()
    assert told["time"] == "1970-01-01T02:46:40.000Z"
    assert "claims" in found.stored.event.facts
    assert told["facts"] == {}
    assert row(found.stored)["workload"] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", None), ("12.5", 12.5), ("1970-01-01T00:01:00Z", 60.0), ("1970-01-01T01:00+01:00", 0.0)],
)
def test_times_are_read(text: str, expected: float | None) -> None:
    assert moment(text, "from") == expected


@pytest.mark.parametrize("text", ["now", "1970-01-01", "9" * 400 + "-", "12:00", "1e"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="'from' is no time"):
        moment(text, "from")

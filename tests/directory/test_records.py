"""Values of the directory."""

import pytest

from nameplate.directory.records import WorkloadBinding


@pytest.mark.parametrize(
    ("expires", "now", "over"),
    [(None, 9e12, False), (100.0, 99.9, False), (100.0, 100.0, True), (100.0, 101.0, True)],
)
def test_a_lease_is_over_from_its_end_on(expires: float | None, now: float, *, over: bool) -> None:
    binding = WorkloadBinding("b", b"", "/x", created=0.0, expires=expires)
    assert binding.expired(now) is over

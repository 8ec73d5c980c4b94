"""A few rounds of what ``python -m tests.faults`` does two hundred times."""

from pathlib import Path

import pytest

from tests.faults.killing import kill_again_and_again
from tests.running import installed_command


@pytest.mark.slow
@pytest.mark.filterwarnings(  # ssl leaves the socket of a handshake that was reset to the collector
    "ignore:unclosed <ssl.SSLSocket:ResourceWarning",
    "ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning",
)
def test_no_acknowledged_write_is_lost(tmp_path: Path) -> None:
    report = kill_again_and_again(tmp_path / "home", installed_command(), rounds=3, seed=7)
    assert report.rounds == 3
    assert report.acknowledged > 0
    assert report.faultless, (report.lost, report.changed)

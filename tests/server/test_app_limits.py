"""What apps may use is what the settings say, and status tells who sees to it."""

from pathlib import Path

from nameplate.server.app_limits import app_limits, shown
from tests.server.homes import settings_of


def test_the_settings_bound_apps(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path, app_memory_mb="64", app_cpu_percent="50", app_files="100", app_processes="9"
    )
    found = app_limits(settings)
    assert (found.total_memory, found.memory) == (64 * 1024**2, 256 * 1024**2)
    assert (found.processor, found.files, found.processes) == (50, 100, 9)
    told = {"memoryMb": 64, "cpuPercent": 50, "files": 100, "processes": 9}
    assert shown(settings, in_groups=None) == told
    assert shown(settings, in_groups=True) == {**told, "by": "control groups"}
    assert "looked at every second" in shown(settings, in_groups=False)["by"]


def test_zero_is_no_limit(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, app_memory_mb="0", app_processes="0")
    found = app_limits(settings)
    assert (found.total_memory, found.memory, found.processes) == (None, None, None)
    assert found.processor is None
    assert shown(settings, in_groups=None)["memoryMb"] is None

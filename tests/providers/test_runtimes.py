"""The tables of runtimes."""

import re

from nameplate.providers.runtimes import FUNCTION_RUNTIMES, WEB_RUNTIMES


def test_every_runtime_has_versions_newest_first() -> None:
    for each in (*WEB_RUNTIMES, *FUNCTION_RUNTIMES):
        numbers = [
            tuple(int(part) for part in re.findall(r"\d+", version.partition("-")[0]))
            for version in each.versions
        ]
        assert numbers == sorted(numbers, reverse=True)
        assert len(set(numbers)) == len(numbers) > 0


def test_functions_name_their_worker() -> None:
    assert all(each.worker for each in FUNCTION_RUNTIMES)
    assert FUNCTION_RUNTIMES[0].on_linux("3.12") == "Python|3.12"

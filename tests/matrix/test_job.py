"""How a process is started, and what is read of what it prints."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from conformance.matrix import job as jobs
from conformance.matrix.job import Job
from conformance.matrix.stage import Stage

from tests.matrix.made import CAST, client

STAGE = cast("Stage", SimpleNamespace(platform=SimpleNamespace(command="nameplate", home="home")))
DOCUMENT = Path("/a b/cell.json")


def words(**told: Any) -> list[str]:
    job = Job(client(), Path(), told.pop("source", "imds"), told.pop("mode", "proxy"), **told)
    return jobs._words(job, STAGE, CAST, DOCUMENT)


def test_a_client_is_run_under_its_source_and_mode() -> None:
    assert words() == [
        *("nameplate", "run", "--app", "worker1", "--source", "imds", "--mode", "proxy"),
        *("--", "bash", "-c", "NAMEPLATE_CELL='/a b/cell.json' exec true"),
    ]


def test_workload_identity_acts_as_an_identity() -> None:
    assert "--identity worker1-1" in " ".join(words(source="workload-identity"))


@pytest.mark.parametrize(
    ("source", "surface"), [("imds", "token"), ("workload-identity", "authority")]
)
def test_faults_come_one_after_another(source: str, surface: str) -> None:
    text = " ".join(words(source=source, faults=("throttled", "unavailable")))

    assert f"--fault {surface}:429,retry-after=1,times=1 --fault vault:429," in text
    assert f"--fault {surface}:503,retry-after=1,times=1 --fault vault:503," in text


def test_lines_are_read_and_noise_is_passed_over() -> None:
    output = '{"selector":"none","step":"token","ok":true}\nwarning\n{"selector":1\n{"a":2}\n'

    assert jobs._lines(output) == {
        ("none", "token"): {"selector": "none", "step": "token", "ok": True}
    }


def test_faults_and_steps_of_one_process_can_be_had_apart() -> None:
    both = Job(client(), Path(), "imds", "proxy", ("throttled", "unavailable"))

    apart = both.apart()

    assert [each.name.rpartition("proxy-")[2] for each in apart] == [
        *("throttled", "unavailable", "steps"),
    ]
    assert sorted(cell for each in apart for cell in each.cells) == sorted(both.cells)

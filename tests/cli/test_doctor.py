"""Every hop, as ``doctor`` sees it."""

from collections.abc import Callable
from typing import Any

import pytest

from nameplate.cli import doctor
from nameplate.server import workload_sources
from tests.cli.conftest import Nameplate

Made = Callable[..., Any]
OF_THE_MACHINE = ("transparent", "arc")
"""What some machines do not allow, and nothing else needs."""


def test_a_healthy_server_has_no_failing_hop(made: Made) -> None:
    rows = made("doctor")
    assert {row["state"] for row in rows if row["hop"] not in OF_THE_MACHINE} == {"ok"}
    assert {"home", "server", "ports", "trust", "clock", "proxy", "sign-in"} <= {
        row["hop"] for row in rows
    }


def test_an_app_without_identity_fails_with_its_repair(made: Made, nameplate: Nameplate) -> None:
    made("webapp", "create", "-n", "doctor-a1")
    ran = nameplate("doctor", "--app", "doctor-a1")
    assert ran.status == 1
    (row,) = [one for one in ran.document if one["hop"] == "identity"]
    assert row["state"] == "failed"
    assert "identity assign -n doctor-a1" in row["detail"]


def test_a_missing_policy_is_a_warning_with_the_command_that_grants(made: Made) -> None:
    made("webapp", "create", "-n", "doctor-a2", "--assign-identity")
    made("keyvault", "create", "-n", "doctor-v2")
    rows = {row["hop"]: row for row in made("doctor", "--app", "doctor-a2")}
    assert rows["policy doctor-v2"]["state"] == "warning"
    assert "set-policy -n doctor-v2 --app doctor-a2" in rows["policy doctor-v2"]["repair"]


@pytest.mark.parametrize(
    ("problem", "state", "words"),
    [(None, "ok", "possible"), ("the folder is root's.", "warning", "not possible: the folder")],
)
def test_it_says_whether_arc_can_be_had(
    monkeypatch: pytest.MonkeyPatch, problem: str | None, state: str, words: str
) -> None:
    monkeypatch.setattr(workload_sources, "arc_problem", lambda: problem)

    finding = doctor.arc()

    assert (finding.hop, finding.state) == ("arc", state)
    assert words in finding.detail

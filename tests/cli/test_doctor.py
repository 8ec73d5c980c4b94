"""Every hop, as ``doctor`` sees it."""

from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_a_healthy_server_has_no_failing_hop(made: Made) -> None:
    rows = made("doctor")
    assert {row["state"] for row in rows} == {"ok"}
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

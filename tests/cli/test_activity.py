"""Events by what they are about, why something was refused, and what would be enough."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_events_are_listed_from_the_newest_on(made: Made) -> None:
    made("webapp", "create", "-n", "activity-a1")
    made("webapp", "create", "-n", "activity-a2")
    events = made("audit", "list", "--kind", "change", "--result", "allowed", "--top", "2")
    assert [each["sequence"] for each in events] == sorted(
        (each["sequence"] for each in events), reverse=True
    )
    older = made("audit", "list", "--before", str(events[0]["sequence"]), "--top", "1")
    assert older[0]["sequence"] == events[0]["sequence"] - 1
    made("keyvault", "create", "-n", "activityvault1")
    at_vault = made("audit", "list", "--vault-name", "activityvault1")
    assert {each["action"] for each in at_vault} == {"Microsoft.KeyVault/vaults/write"}


def test_a_filter_that_is_none_is_named(nameplate: Nameplate) -> None:
    for words, said in (
        (("--result", "maybe"), "maybe"),
        (("--top", "0"), "--top"),
        (("--from", "yesterday"), "'from'"),
    ):
        ran = nameplate("audit", "list", *words)
        assert ran.status != 0
        assert said in ran.err


def test_there_may_be_nothing_to_explain(made: Made, nameplate: Nameplate) -> None:
    made("webapp", "create", "-n", "activity-a3", "--assign-identity")
    ran = nameplate("audit", "explain", "--app", "activity-a3")
    assert ran.status == 3
    assert "no refusal" in ran.err
    assert nameplate("audit", "explain", "--id", "999999").status == 3


def test_a_change_is_explained_by_what_allowed_it(made: Made, nameplate: Nameplate) -> None:
    made("webapp", "create", "-n", "activity-a4")
    event = made("audit", "list", "--kind", "change", "--app", "activity-a4", "--top", "1")
    assert event == []  # it is what was changed, not who changed it
    (event,) = made("audit", "list", "--kind", "change", "--top", "1")
    ran = nameplate("audit", "explain", "--id", str(event["sequence"]))
    assert ran.status == 0
    assert "Microsoft.Web/sites/write  allowed" in ran.out
    az = nameplate("audit", "explain", "--id", str(event["sequence"]), "--format", "az")
    assert (az.out, "nothing to grant" in az.err) == ("", True)


def test_privileges_in_every_form(made: Made, nameplate: Nameplate, tmp_path: Path) -> None:
    made("webapp", "create", "-n", "activity-a5", "--assign-identity")
    made("keyvault", "create", "-n", "activityvault5")
    words = ("--secret-permissions", "get", "list")
    made("keyvault", "set-policy", "-n", "activityvault5", "--app", "activity-a5", *words)
    app = ("audit", "privilege", "--app", "activity-a5")

    text = nameplate(*app).out
    assert "secrets granted get list; used nothing; never used get list" in text
    command = nameplate(*app, "--format", "nameplate").out.split()
    assert command[1:3] == ["keyvault", "delete-policy"]
    assert nameplate(*app, "--format", "az").out.startswith("az keyvault delete-policy")
    template = tmp_path / "smaller.json"
    template.write_text(nameplate(*app, "--format", "template").out)
    assert json.loads(template.read_text())["resources"][0]["name"] == "activityvault5/remove"
    made("deployment", "group", "create", "-g", "local", "--template-file", str(template))
    assert "nothing was granted" in nameplate(*app).out
    none = nameplate(*app, "--format", "az")
    assert (none.out, "does not use" in none.err) == ("", True)
    assert made(*app, "-o", "json")["value"][0]["policies"] == []

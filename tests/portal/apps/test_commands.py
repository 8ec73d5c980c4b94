"""Commands that are offered beside an app."""

import shlex
from collections.abc import Callable
from dataclasses import replace

import pytest

from nameplate.portal.apps.app import App, UserIdentity
from nameplate.portal.apps.commands import deploy_command, policy_command, run_command
from tests.portal.portals import Browser, Stand

APP = App(
    id="/x",
    group="local",
    name="web1",
    slot="",
    kind="app",
    state="Running",
    host="",
    address="",
    deployment_service="",
    location="",
    principal_id="p1",
    tenant_id="",
    user_assigned=(),
    identity_type="SystemAssigned",
)
SLOT = replace(APP, slot="staging")
ELSEWHERE = replace(APP, group="My (group); reboot")


def test_of_an_app_in_the_usual_group() -> None:
    assert deploy_command(APP, "Local") == "nameplate webapp up -n web1 --src ."
    assert run_command(APP, "local") == "nameplate run --app web1 -- python app.py"
    assert policy_command(APP, "local") == (
        "nameplate keyvault set-policy -n VAULT --app web1 --secret-permissions get list"
    )


def test_of_a_slot_they_are_the_slots() -> None:
    assert " -n web1 --slot staging " in deploy_command(SLOT, "local")
    assert " -n web1 --slot staging " in deploy_command(replace(SLOT, kind="functionapp"), "local")
    assert " --app web1 --slot staging " in run_command(SLOT, "local")
    assert " --object-id p1 " in policy_command(SLOT, "local")


@pytest.mark.parametrize("command", [deploy_command, run_command])
def test_a_group_is_one_word_of_a_shell(command: Callable[[App, str], str]) -> None:
    words = shlex.split(command(ELSEWHERE, "local"))
    assert words[words.index("-g") + 1] == ELSEWHERE.group


def test_an_identity_that_is_shared() -> None:
    shared = UserIdentity("/u", "u", "p2", "c2")
    app = replace(APP, principal_id="", user_assigned=(shared,))
    assert " --object-id p2 " in policy_command(app, "local")


async def test_pages_of_a_slot_offer_no_command_for_the_app_itself(
    stand: Stand, browser: Browser
) -> None:
    site = await stand.site("web1")
    body = {"location": "westeurope", "properties": {}, "identity": {"type": "SystemAssigned"}}
    await stand.arm("PUT", f"{site['id']}/slots/staging", body, version="2024-11-01")
    page = await browser.get("/apps/local/web1~staging")
    assert "nameplate webapp deploy -n web1 --slot staging" in page.words
    assert "nameplate run --app web1 --slot staging" in page.words
    page = await browser.get("/apps/local/web1~staging/identity")
    assert "set-policy -n VAULT --object-id" in page.words

"""What resolves references is loaded when a setting is one, and not before."""

import subprocess
import sys
from pathlib import Path

import orjson

from nameplate.apphost.reference_status import Status
from nameplate.server.bound_apps import bound_apps
from nameplate.server.bridges import ResourceSealer
from nameplate.server.rooms import Rooms
from tests.server.test_bridges import resource
from tests.server.test_setting_references import SITE, VAULT, furnished, rooms_at

TEXT = "@Microsoft.KeyVault(VaultName=contoso;SecretName=db)"
KEY = SITE.lower()


async def configured(rooms: Rooms) -> None:
    """The site with one reference in its settings, and one in its connection strings."""
    sealer, work = ResourceSealer(rooms.opened.envelope), rooms.opened.database.begin()
    rooms.resources.save(work, resource(SITE, "Microsoft.Web/sites"), expected_etag=None)
    strings = {"db": {"value": TEXT, "type": "SQLAzure"}}
    for name, held in (("appsettings", {"A": TEXT, "B": "b"}), ("connectionstrings", strings)):
        at = f"{SITE}/config/{name}"
        sealed = sealer.seal(orjson.dumps(held), at.lower())
        made = resource(at, f"Microsoft.Web/sites/config/{name}", sealed)
        rooms.resources.save(work, made, expected_etag=None)
    await work.commit()


async def test_a_process_gets_secrets_and_a_look_does_not(tmp_path: Path) -> None:
    rooms = await rooms_at(tmp_path)
    try:
        await furnished(rooms)
        await configured(rooms)
        apps = bound_apps(rooms)
        found = await apps.settled(KEY, request_id="r")
        assert found is not None
        assert found.app.settings == {"A": "hunter2", "B": "b"}
        assert found.app.connection_strings["db"].value == "hunter2"
        looked = await apps.statuses(KEY, request_id="r")
        assert {name: each.value for name, each in looked.items()} == {
            "appSettings/A": None,
            "connectionStrings/db": None,
        }
        assert {each.active_version for each in looked.values()} == {
            each.active_version for each in found.references.values()
        }
    finally:
        await rooms.opened.database.close()


async def test_what_leads_nowhere_now_stays_literal_unless_it_is_kept(tmp_path: Path) -> None:
    rooms = await rooms_at(tmp_path)
    try:
        await furnished(rooms)
        await configured(rooms)
        apps = bound_apps(rooms)
        before = await apps.settled(KEY, request_id="r")
        assert before is not None
        work = rooms.opened.database.begin()
        rooms.policies.put(work, VAULT, [])
        await work.commit()

        anew = await apps.find(KEY, request_id="r")
        assert anew is not None
        assert anew.settings["A"] == TEXT
        assert [(each.setting, each.status) for each in anew.unresolved] == [
            ("A", Status.DENIED),
            ("db", Status.DENIED),
        ]

        kept = await apps.settled(KEY, request_id="r", kept=before.references)
        assert kept is not None
        assert kept.app.settings["A"] == "hunter2"
        assert kept.app.unresolved == ()
        assert kept.references["appSettings/A"].status is Status.DENIED
    finally:
        await rooms.opened.database.close()


async def test_of_an_app_that_is_not_there_nothing_is_known(tmp_path: Path) -> None:
    rooms = await rooms_at(tmp_path)
    try:
        apps = bound_apps(rooms)
        assert await apps.settled(KEY, request_id="r") is None
        assert await apps.statuses(KEY, request_id="r") == {}
    finally:
        await rooms.opened.database.close()


def test_without_a_reference_nothing_of_it_is_loaded() -> None:
    program = (
        "import sys, nameplate.server.bound_apps\n"
        "assert 'nameplate.apphost.setting_references' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)

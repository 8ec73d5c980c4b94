"""A home that is full: thousands of apps and a long trail, written by the store itself.

``python -m benchmarks.crowd HOME APPS EVENTS`` fills a home by hand, while nothing serves it.
What is written is what the platform writes: sites with their children and identities, and a chain
of events that ``nameplate audit verify`` follows.
"""

import asyncio
import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson

from nameplate.audit.chain import keyed
from nameplate.audit.event import Event, EventKind, TimedEvent
from nameplate.config.settings import load_settings
from nameplate.core.clock import SystemClock
from nameplate.directory.records import IdentityAssignment
from nameplate.resource_manager.records import Resource, Selection
from nameplate.server.bridges import ResourceSealer
from nameplate.server.installation import Opened, open_installation
from nameplate.store.audit import StoredAudit
from nameplate.store.resources import StoredResources

MODEL: Final = "crowd-00000"
"""The app that all others are like; it has to be there."""
_AT_ONCE: Final = 500
_EVENTS_AT_ONCE: Final = 25_000
_APPS_OF_A_VAULT: Final = 20
_DENIED: Final = 0.01
_TOKENS: Final = 0.1
_SPAN: Final = 7 * 86_400.0


async def fill(home: Path, apps: int, events: int) -> None:
    """Write so many apps and events into a home that was founded."""
    settings = load_settings({}, {}, home=str(home))
    opened = await open_installation(settings, SystemClock())
    try:
        people = await _apps(opened, apps)
        digest = keyed(opened.master.derive("audit chain"))
        audit = StoredAudit(opened.database, limit=2 * events, digest=digest)
        await _events(opened, audit, people, events)
    finally:
        await opened.database.close()


def app_name(number: int) -> str:
    """The name of an app of the crowd."""
    return f"crowd-{number:05d}"


async def _apps(opened: Opened, count: int) -> list[tuple[str, str]]:
    """The ids of the apps and the object ids of their identities."""
    records = StoredResources(opened.database)
    group = f"/subscriptions/{opened.facts.subscription_id}/resourceGroups/local"
    sealer = ResourceSealer(opened.envelope)
    model = await records.find(f"{group}/providers/Microsoft.Web/sites/{MODEL}".lower())
    assignment = await opened.directory.assignment(model.id) if model else None
    if model is None or assignment is None or assignment.system_assigned is None:
        raise RuntimeError(f"the app {MODEL} with an identity has to be there first")
    found = [(model.id, assignment.system_assigned)]
    children = await records.list(Selection(model.key))
    for start in range(1, count, _AT_ONCE):
        work = opened.database.begin()
        for number in range(start, min(count, start + _AT_ONCE)):
            site = _like(model, app_name(number), sealer)
            for each in (site, *(_like(child, site.name, sealer) for child in children)):
                records.save(work, each, expected_etag=None)
            identity = opened.directory.create_managed_identity(
                work, display_name=site.name, resource_id=site.id
            )
            opened.directory.assign(work, IdentityAssignment(site.id, identity.object_id, ()))
            found.append((site.id, identity.object_id))
        await work.commit()
    return found


def _like(model: Resource, name: str, sealer: ResourceSealer) -> Resource:
    """The same of another app."""
    properties: dict[str, Any] = orjson.loads(
        orjson.dumps(dict(model.properties)).replace(MODEL.encode(), name.encode())
    )
    made = replace(
        model,
        id=model.id.replace(MODEL, name),
        name=model.name.replace(MODEL, name),
        properties=properties,
    )
    if model.protected is None:
        return made
    return replace(made, protected=sealer.seal(sealer.open(model.protected, model.key), made.key))


async def _events(
    opened: Opened, audit: StoredAudit, people: list[tuple[str, str]], count: int
) -> None:
    """A week of them, up to now: reads of secrets, some refused, and tokens."""
    chance = random.Random(7)
    begin, each = SystemClock().now() - _SPAN, _SPAN / count
    for start in range(0, count, _EVENTS_AT_ONCE):
        batch = [
            TimedEvent(begin + number * each, _event(people, chance))
            for number in range(start, min(count, start + _EVENTS_AT_ONCE))
        ]
        work = opened.database.begin()
        audit.append(work, batch)
        await work.commit()


def _event(people: list[tuple[str, str]], chance: random.Random) -> Event:
    number = chance.randrange(len(people))
    site, object_id = people[number]
    name = app_name(number)
    if chance.random() < _TOKENS:
        return Event(
            kind=EventKind.TOKEN,
            action="token",
            outcome="allowed",
            resource="https://vault.azure.net",
            object_id=object_id,
            display_name=name,
            reason=f"the managed identity of {site}",
            request_id="8d2d1c1e-6f0f-4b0e-9d5d-2f4c8c1f7a11",
            facts={"uti": "8q7iZlvc5UaTxrpx_cr0WQ", "expires": "1795562584"},
            workload=site,
        )
    vault = f"{site.partition('/providers/')[0]}/providers/Microsoft.KeyVault/vaults/"
    denied = chance.random() < _DENIED
    return Event(
        kind=EventKind.DECISION,
        action="secrets/get",
        outcome="denied" if denied else "allowed",
        resource=f"{vault}crowd-vault-{number // _APPS_OF_A_VAULT}",
        object_id=object_id,
        app_id="71602365-f947-401e-bf31-58545a3c23a3",
        display_name=name,
        reason=f"'{name}' is in no access policy" if denied else "access policy gives secrets/get",
        request_id="8d2d1c1e-6f0f-4b0e-9d5d-2f4c8c1f7a11",
        facts={} if denied else {"secret": "database", "version": "f" * 32},
        workload=site,
    )


if __name__ == "__main__":
    asyncio.run(fill(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))

"""Reads on the way of a request search by an index: none of them looks at a whole table."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nameplate.audit import selection as audit
from nameplate.audit.event import EventKind
from nameplate.resource_manager.records import Selection
from nameplate.store import audit_pages
from nameplate.store.database import Row
from nameplate.store.sqlite import SqliteDatabase
from tests.conformance.audit_kit import TOKEN, timed
from tests.conformance.stores import Store, store_on


class PlanningDatabase(SqliteDatabase):
    """Keeps the plan of each of its reads."""

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        super().__init__(path, durable=durable)
        self.plans: list[str] = []

    async def read(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        plan = await super().read(f"EXPLAIN QUERY PLAN {sql}", parameters)
        self.plans.extend(row[3] for row in plan)
        return await super().read(sql, parameters)


FAR = {
    "refused": audit.Selection(outcome="denied"),
    "in a vault": audit.Selection(resource="v"),
    "of an app": audit.Selection(workload="w", object_ids=("o",), kind=EventKind.CHANGE),
}
READS: dict[str, Callable[[Store], Awaitable[object]]] = {
    "principal": lambda store: store.directory.find_service_principal("o"),
    "principal of app": lambda store: store.directory.find_service_principal_of_app("a"),
    "principal of resource": lambda store: store.directory.find_service_principal_of_resource("r"),
    "user": lambda store: store.directory.find_user("o"),
    "user of a name": lambda store: store.directory.find_user_named("n"),
    "password": lambda store: store.directory.find_password("o"),
    "group": lambda store: store.directory.find_group("g"),
    "members": lambda store: store.directory.list_members("g"),
    "memberships": lambda store: store.directory.list_memberships("o"),
    "app roles of": lambda store: store.directory.list_app_roles_of("o"),
    "app roles for": lambda store: store.directory.list_app_roles_for("o"),
    "secrets of owner": lambda store: store.directory.list_client_secrets("a"),
    "certificates of owner": lambda store: store.directory.list_client_certificates("a"),
    "refresh token": lambda store: store.directory.find_refresh_token(b"d"),
    "assignment": lambda store: store.directory.find_assignment("r"),
    "assignments of": lambda store: store.directory.list_assignments_of("o", "r"),
    "binding": lambda store: store.directory.find_binding("b"),
    "binding by digest": lambda store: store.directory.find_binding_by_digest(b"d"),
    "policies": lambda store: store.policies.of("v"),
    "resource": lambda store: store.resources.find("r"),
    "resource by name": lambda store: store.resources.find_named("t", "n"),
    "resources under": lambda store: store.resources.list(Selection("/subscriptions/s")),
    "deployment": lambda store: store.deployments.find("d"),
    "deployments of": lambda store: store.deployments.in_scope("s"),
    "operations of": lambda store: store.deployments.operations("d"),
    "expired leases": lambda store: store.deployments.expired(1.0),
    "what-if": lambda store: store.deployments.find_result("r"),
    "vault": lambda store: store.vaults.find("v"),
    "secret": lambda store: store.secrets.find("v", "n", None),
    "secret version": lambda store: store.secrets.find("v", "n", "f"),
    "deleted secret": lambda store: store.secrets.find_deleted("v", "n", now=0),
    "versions": lambda store: store.secrets.versions("v", "n", limit=1),
    "page": lambda store: store.secrets.page("v", after="", limit=1),
    "versions page": lambda store: store.secrets.versions_page("v", "n", after="", limit=1),
    "deleted page": lambda store: store.secrets.deleted_page("v", after="", limit=1, now=0),
    "events": lambda store: store.audit.after(0, limit=1),
    "events of": lambda store: store.audit.after(0, limit=1, object_id="o"),
    "events back": lambda store: store.audit.page(audit.Selection(), limit=1, before=9),
    "events refused": lambda store: store.audit.page(
        audit.Selection(outcome="denied", since=1.0), limit=1
    ),
    "events in a vault": lambda store: store.audit.page(audit.Selection(resource="v"), limit=1),
    "events of an app": lambda store: store.audit.page(
        audit.Selection(workload="w", object_ids=("o",)), limit=1
    ),
    "event": lambda store: store.audit.find(1),
    "series of": lambda store: store.audit.series(audit.Selection(object_ids=("o",))),
    "series used": lambda store: store.audit.used((1,)),
    "tallies": lambda store: store.audit.tallies(0.0, 60.0),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
async def test_it_is_one_search(read: Callable[[Store], Awaitable[object]], tmp_path: Path) -> None:
    database = PlanningDatabase.open(tmp_path / "nameplate.db")
    await read(store_on(database))
    await database.close()
    assert database.plans
    assert not [step for step in database.plans if step.startswith("SCAN")]


@pytest.mark.parametrize("name_part", ["", "web"])
async def test_a_page_of_a_type_is_read_in_its_order(tmp_path: Path, name_part: str) -> None:
    """Nothing is sorted: a page costs what a page has, however many there are."""
    database = PlanningDatabase.open(tmp_path / "nameplate.db")
    wanted = Selection("/subscriptions/s", type="T/t", after="/subscriptions/s/a", limit=25)
    await store_on(database).resources.list(replace(wanted, name_part=name_part))
    await database.close()
    assert "resource_listed" in " ".join(database.plans)
    assert not [step for step in database.plans if "TEMP B-TREE" in step]


@pytest.mark.parametrize("selection", FAR.values(), ids=FAR)
@pytest.mark.parametrize("place", [{"before": 2_000}, {"after": 0}], ids=["back", "on"])
async def test_what_is_rare_is_found_by_searches(
    selection: audit.Selection,
    place: dict[str, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not by looking at everything that is not it."""
    monkeypatch.setattr(audit_pages, "_FAR", 700)
    database = PlanningDatabase.open(tmp_path / "nameplate.db")
    store = store_on(database)
    for _ in range(2):
        await store.write(lambda work: store.audit.append(work, timed(*[TOKEN] * 600)))
    assert await store.audit.page(selection, limit=5, **place) == []
    await database.close()
    assert [step for step in database.plans if "audit_event_series" in step]
    assert not [step for step in database.plans if step.startswith("SCAN")]

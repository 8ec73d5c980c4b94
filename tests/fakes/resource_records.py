"""The store of resources, as a dictionary."""

from collections.abc import Sequence

from nameplate.core.work import UnitOfWork
from nameplate.resource_manager.records import Resource, ResourceChanged, Selection


class FakeResourceRecords:
    """Keeps resources by key; every check runs when the unit commits."""

    def __init__(self) -> None:
        self.rows: dict[str, Resource] = {}

    async def find(self, key: str) -> Resource | None:
        return self.rows.get(key)

    async def find_all(self, keys: Sequence[str]) -> Sequence[Resource]:
        return [self.rows[key] for key in dict.fromkeys(keys) if key in self.rows]

    async def find_named(self, type: str, name: str) -> Resource | None:  # noqa: A002 - as protocol
        wanted = (type.lower(), name.lower())
        found = (r for r in self.rows.values() if (r.type.lower(), r.name.lower()) == wanted)
        return next(found, None)

    async def list(self, selection: Selection) -> list[Resource]:
        chosen = [row for key, row in sorted(self.rows.items()) if _selected(key, row, selection)]
        return chosen[: selection.limit]

    async def etags(self, selection: Selection) -> Sequence[tuple[str, str]]:
        return [(each.key, each.etag) for each in await self.list(selection)]

    def save(self, work: UnitOfWork, resource: Resource, *, expected_etag: str | None) -> None:
        def write(_: object) -> None:
            self._expect(resource.key, expected_etag)
            self.rows[resource.key] = resource

        work.add(write)

    def delete(self, work: UnitOfWork, key: str, *, expected_etag: str) -> None:
        def write(_: object) -> None:
            self._expect(key, expected_etag)
            del self.rows[key]

        work.add(write)

    def require(self, work: UnitOfWork, key: str) -> None:
        def write(_: object) -> None:
            if key not in self.rows:
                raise ResourceChanged(key)

        work.add(write, coherent=False)

    def require_empty(self, work: UnitOfWork, scope: str) -> None:
        def write(_: object) -> None:
            if any(key.startswith(f"{scope}/") for key in self.rows):
                raise ResourceChanged(scope)

        work.add(write, coherent=False)

    def require_unique(self, work: UnitOfWork, resource: Resource) -> None:
        def write(_: object) -> None:
            wanted = (resource.type.lower(), resource.name.lower())
            for key, row in self.rows.items():
                if key != resource.key and (row.type.lower(), row.name.lower()) == wanted:
                    raise ResourceChanged(key)

        work.add(write, coherent=False)

    def _expect(self, key: str, etag: str | None) -> None:
        row = self.rows.get(key)
        if (row.etag if row else None) != etag:
            raise ResourceChanged(key)


def _selected(key: str, row: Resource, selection: Selection) -> bool:
    scoped = not selection.scope or key.startswith(f"{selection.scope}/")
    typed = selection.type is None or row.type.lower() == selection.type.lower()
    top = not selection.top_level or (
        row.type.count("/") == 1 and row.type != "Microsoft.Resources/resourceGroups"
    )
    named = selection.name_part.lower() in row.name.lower()
    return key > selection.after and scoped and typed and top and named

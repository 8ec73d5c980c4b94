"""One secret: its versions, its attributes, and its value when somebody asks for it."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from nameplate.portal.conflicts import Change, changes, seen
from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.vaults.refused import refused
from nameplate.portal.vaults.secret_item import SecretItem, read_item
from nameplate.portal.vaults.secrets import attributes_of, new_version
from nameplate.portal.vaults.vault import Vault, fetch_vault, vault_page
from nameplate.portal.visit import Visit

_VERSIONS: Final = 50


@dataclass(frozen=True, slots=True)
class _Opened:
    """A secret of this page."""

    vault: Vault
    name: str
    versions: tuple[SecretItem, ...]
    more: bool

    @property
    def current(self) -> SecretItem:
        """The newest version."""
        return self.versions[0]


async def show(visit: Visit) -> Response:
    vault, _ = await fetch_vault(visit)
    try:
        opened = await _open(visit, vault)
    except ApiFailure as failure:
        if failure.status != 403:
            raise
        return await refused(visit, vault, _name(visit), failure)
    return _page(visit, opened)


async def act(visit: Visit) -> Response:
    """Show a value, write a version, change attributes, delete."""
    vault, _ = await fetch_vault(visit)
    try:
        return await _act(visit, await _open(visit, vault))
    except ApiFailure as failure:
        if failure.status != 403:
            raise
        return await refused(visit, vault, _name(visit), failure)


async def _act(visit: Visit, opened: _Opened) -> Response:
    vault, name = opened.vault, opened.name
    match visit.form.text("action"):
        case "show":
            return await _value(visit, opened)
        case "set":
            await visit.vaults.put(vault.uri, f"/secrets/{name}", new_version(visit))
            visit.flash(f"{name} has a new version. Who reads it without naming a version gets it.")
        case "save":
            version = _version(visit, opened)
            found = changes(visit.form.raw("seen"), _facts(version))
            if found:
                return _page(visit, opened, found, status=409)
            path = f"/secrets/{name}/{version.version}"
            await visit.vaults.patch(vault.uri, path, attributes_of(visit))
            visit.flash(f"{name} was saved.")
        case "delete":
            await visit.vaults.delete(vault.uri, f"/secrets/{name}")
            visit.flash(f"{name} was deleted. It can be recovered here.")
            return visit.redirect("vault.deleted", group=vault.group, name=vault.name)
        case _:
            raise NoSuchPage
    return visit.again()


async def _value(visit: Visit, opened: _Opened) -> Response:
    """The answer to a POST, never to a GET: no history and no cache keeps it."""
    version = _version(visit, opened).version
    found = await visit.vaults.get(opened.vault.uri, f"/secrets/{opened.name}/{version}")
    return _page(visit, opened, shown=(version, str(found.get("value") or "")))


def _version(visit: Visit, opened: _Opened) -> SecretItem:
    wanted = visit.form.text("version")
    for each in opened.versions:
        if each.version == wanted:
            return each
    raise NoSuchPage


async def _open(visit: Visit, vault: Vault) -> _Opened:
    name = _name(visit)
    page = await visit.vaults.page(vault.uri, f"/secrets/{name}/versions", size=25)
    items, after = list(page.items), page.after
    while after and len(items) < _VERSIONS:
        page = await visit.vaults.page(vault.uri, f"/secrets/{name}/versions", size=25, after=after)
        items, after = [*items, *page.items], page.after
    if not items:
        raise NoSuchPage
    found = sorted((read_item(each) for each in items), key=_age, reverse=True)
    return _Opened(vault, name, tuple(found), bool(after))


def _age(item: SecretItem) -> tuple[int, int]:
    return (item.created or 0, item.updated or 0)


def _name(visit: Visit) -> str:
    name = visit.names["secret"]
    if not name.isascii() or not name.replace("-", "").isalnum():
        raise NoSuchPage
    return name


def _facts(item: SecretItem) -> dict[str, str]:
    return {
        "Enabled": "Yes" if item.enabled else "No",
        "Content type": item.content_type,
        "Expires": item.expires_field,
        "Not before": item.not_before_field,
        "Tags": item.tags_field,
    }


def _page(
    visit: Visit,
    opened: _Opened,
    found: tuple[Change, ...] = (),
    *,
    shown: tuple[str, str] = ("", ""),
    status: int = 200,
) -> Response:
    return vault_page(
        visit,
        opened.vault,
        "secret.html",
        opened.name,
        status,
        secret=opened.name,
        current=opened.current,
        versions=opened.versions,
        more=opened.more,
        shown_version=shown[0],
        shown_value=shown[1],
        seen=seen(_facts(opened.current)),
        changes=found,
        now=visit.desk.clock.now(),
    )

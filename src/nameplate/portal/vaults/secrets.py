"""The secrets of a vault, without values, and writing a new one."""

from typing import Any, Final

from starlette.responses import Response

from nameplate.portal.failures import ApiFailure
from nameplate.portal.vaults.refused import refused
from nameplate.portal.vaults.secret_item import seconds, tags
from nameplate.portal.vaults.secret_list import secret_list
from nameplate.portal.vaults.vault import Vault, fetch_vault, vault_page
from nameplate.portal.visit import Visit

_HEADING: Final = "Secrets"
_FIELDS: Final = ("secret", "content_type", "expires", "not_before", "tags")


async def show(visit: Visit) -> Response:
    """Names and attributes, a page at a time."""
    return await secret_list(
        visit, "/secrets", _HEADING, template="secrets.html", route="vault.secrets"
    )


async def new(visit: Visit) -> Response:
    """The form of a new secret."""
    vault, _ = await fetch_vault(visit)
    return _form(visit, vault)


async def create(visit: Visit) -> Response:
    """Write it, unless there is one of that name: that would be a new version."""
    vault, _ = await fetch_vault(visit)
    form = visit.form
    name = form.text("secret")
    try:
        body = new_version(visit)
        await _require_new(visit, vault, name)
        await visit.vaults.put(vault.uri, f"/secrets/{name}", body)
    except ApiFailure as failure:
        if failure.status == 403:
            return await refused(visit, vault, "New secret", failure)
        if failure.status == 401 or failure.status >= 500:
            raise
        return _form(visit, vault, 422, failure.message)
    visit.flash(f"{name} was written.")
    return visit.redirect("vault.secret", group=vault.group, name=vault.name, secret=name)


def new_version(visit: Visit) -> dict[str, Any]:
    """The body of a secret's PUT, of a form with a value. Raises ApiFailure."""
    form = visit.form
    value = form.raw("value")
    if not value:
        raise ApiFailure(400, "BadParameter", "A secret has a value.")
    return {"value": value, **attributes_of(visit)}


def attributes_of(visit: Visit) -> dict[str, Any]:
    """What a form says beside the value. Raises ApiFailure."""
    form = visit.form
    attributes = {
        "enabled": form.text("enabled", "yes") == "yes",
        "exp": seconds(form.text("expires"), "When it expires"),
        "nbf": seconds(form.text("not_before"), "From when it may be used"),
    }
    return {
        "contentType": form.text("content_type"),
        "tags": tags(form.raw("tags")),
        "attributes": {name: value for name, value in attributes.items() if value is not None},
    }


async def _require_new(visit: Visit, vault: Vault, name: str) -> None:
    if not name.replace("-", "").isascii() or not name.replace("-", "").isalnum():
        raise ApiFailure(400, "BadParameter", "A secret's name has letters, digits and hyphens.")
    try:
        page = await visit.vaults.page(vault.uri, f"/secrets/{name}/versions", size=1)
    except ApiFailure as failure:
        if failure.status == 403:
            return  # who may set but not list finds out by setting
        raise
    if page.items:
        raise ApiFailure(
            409, "Conflict", f"There is a secret {name} already: give it a new version."
        )


def _form(visit: Visit, vault: Vault, status: int = 200, problem: str = "") -> Response:
    """The form with what was typed in it, but the value."""
    form = visit.form
    given = {field: form.raw(field).strip() for field in _FIELDS}
    return vault_page(
        visit,
        vault,
        "new_secret.html",
        "New secret",
        status,
        problem=problem,
        given=given | {"enabled": form.text("enabled", "yes") == "yes"},
    )

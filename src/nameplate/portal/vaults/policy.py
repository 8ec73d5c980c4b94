"""What one principal may do with a vault's secrets, by its access policy."""

from starlette.responses import Response

from nameplate.portal.conflicts import Change, changes, seen
from nameplate.portal.failures import NoSuchPage
from nameplate.portal.vaults import policies, principals
from nameplate.portal.vaults.permission_names import SECRETS, held
from nameplate.portal.vaults.vault import Policy, Vault, fetch_vault, vault_page
from nameplate.portal.visit import Visit


async def show(visit: Visit) -> Response:
    vault, _ = await fetch_vault(visit)
    return await _page(visit, vault, _principal(visit))


async def act(visit: Visit) -> Response:
    """Save the boxes; whoever saves what somebody else has changed is told."""
    vault, _ = await fetch_vault(visit)
    principal = _principal(visit)
    if visit.form.text("action") != "save":
        raise NoSuchPage
    found = changes(visit.form.raw("seen"), _facts(vault, principal))
    if found:
        return await _page(visit, vault, principal, found, status=409)
    ticked = frozenset(visit.form.every("permission"))
    names = tuple(name for name, _ in SECRETS if name in ticked)
    before = vault.policy_of(principal)
    others = before.others if before else {}
    if names or others:
        given = {**others, **({"secrets": names} if names else {})}
        await policies.change(visit, vault, "replace", Policy(principal, "", given))
    elif before:
        await policies.change(visit, vault, "remove", before)
    visit.flash(await _said(visit, vault, principal, names))
    return visit.redirect("vault.policies", group=vault.group, name=vault.name)


async def _page(
    visit: Visit,
    vault: Vault,
    principal: str,
    found: tuple[Change, ...] = (),
    status: int = 200,
) -> Response:
    policy = vault.policy_of(principal)
    known = (await principals.named(visit, [principal])).get(principal)
    return vault_page(
        visit,
        vault,
        "policy.html",
        "Access policy",
        status,
        principal=principal,
        known=known,
        policy=policy,
        names=SECRETS,
        ticked=held(policy.secrets if policy else ()),
        may_write=await policies.may_change(visit, vault),
        seen=seen(_facts(vault, principal)),
        changes=found,
    )


def _principal(visit: Visit) -> str:
    given = visit.names["principal"]
    if not principals.is_object_id(given):
        raise NoSuchPage
    return given.lower()


def _facts(vault: Vault, principal: str) -> dict[str, str]:
    policy = vault.policy_of(principal)
    ticked = held(policy.secrets if policy else ())
    names = [name for name, _ in SECRETS if name in ticked]
    return {"Permissions to secrets": ", ".join(names) or "none"}


async def _said(visit: Visit, vault: Vault, principal: str, names: tuple[str, ...]) -> str:
    known = (await principals.named(visit, [principal])).get(principal)
    who = known.name if known else principal
    if not names:
        return f"{who} may do nothing with the secrets of {vault.name} any more."
    return f"{who} may {', '.join(names)} secrets of {vault.name}."

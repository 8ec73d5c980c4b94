"""One event: claims beside what was looked at, and the fragments that would grant it."""

from nameplate.audit.event import Event, EventKind
from nameplate.audit.evidence import of_refusal
from nameplate.authorization.decision import Looked
from nameplate.core.principal import Principal, PrincipalType
from tests.portal.portals import Browser, Stand

VAULT = "/resourceGroups/local/providers/Microsoft.KeyVault/vaults/contoso"
LISTS = "secrets list"


async def refused(stand: Stand) -> tuple[str, int]:
    """An app with an identity is refused; returns its object id and the event's place."""
    site = await stand.site("web1", identity={"type": "SystemAssigned"})
    object_id = site["identity"]["principalId"]
    principal = Principal(
        object_id=object_id,
        app_id="a",
        tenant_id=stand.place.tenant_id,
        type=PrincipalType.SERVICE_PRINCIPAL,
        display_name="web1",
        issuer="i",
        resource_id=site["id"],
        claims={"oid": object_id, "exp": 1_800_000_000, "roles": ["<b>r</b>"]},
    )
    scope = f"{stand.subscription}{VAULT}"
    looked = Looked("accessPolicy", object_id, scope, LISTS, "does not give it")
    trail = stand.server.rooms.trail
    await trail.record(
        Event(
            kind=EventKind.DECISION,
            action="secrets/get",
            outcome="denied",
            resource=scope,
            object_id=object_id,
            display_name="web1",
            reason=f"it lacks it on {scope} (needed)",
            facts=of_refusal(principal, [looked]),
            workload=site["id"],
        )
    )
    return object_id, await trail.last()


async def test_a_refusal_is_explained(stand: Stand, browser: Browser) -> None:
    object_id, sequence = await refused(stand)
    page = await browser.get(f"/activity/{sequence}")
    for words in (
        "it lacks it on contoso (needed)",
        "Why it was refused",
        "The token said",
        "<b>r</b>",
        "secrets/get : Read a secret's value",
        f"{LISTS}",
        "does not give it",
        "As of now denied",
        "nameplate keyvault set-policy -n contoso --app web1 --secret-permissions get",
        f"az keyvault set-policy -n contoso --object-id {object_id} --secret-permissions get",
        "nameplate deployment group create -g local --template-file grant.json",
    ):
        assert words in page.words, words
    assert page.text.count('class="copy"') >= 5
    assert 'datetime="2027-01-15T08:00:00Z"' in page.text
    assert 'href="/activity/apps/local/web1"' in page.text


async def test_who_may_not_read_the_vault_is_not_shown_its_policies(stand: Stand) -> None:
    _, sequence = await refused(stand)
    site = f"{stand.subscription}/resourceGroups/local/providers/Microsoft.Web/sites/web1"
    reader = await stand.browser(await stand.user("reader", "Reader", scope=site))
    page = await reader.get(f"/activity/{sequence}")
    assert page.status == 200
    assert "Your roles do not show you the policies" in page.words
    assert LISTS not in page.words
    stranger = await stand.browser(await stand.user("stranger"))
    assert (await stranger.get(f"/activity/{sequence}")).status == 404


async def test_other_events_are_shown_too(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    for sequence in range(1, await stand.server.rooms.trail.last() + 1):
        assert (await browser.get(f"/activity/{sequence}")).status == 200
    assert (await browser.get("/activity/999999")).status == 404
    assert (await browser.get("/activity/none")).status == 404

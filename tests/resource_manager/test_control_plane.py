"""The front of the pipeline: methods, authorisation before everything that could be learned."""

import pytest

from tests.providers.stand import GROUP, SITE, STRANGER, SUB, VAULT, Stand


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", f"{GROUP}/providers/Microsoft.Web/sites", "GET"),
        ("POST", f"{SITE}/explode", "GET"),
        ("PUT", f"{SUB}/locations", "GET"),
        ("PATCH", f"{VAULT}/accessPolicies/add", ""),
        ("GET", f"{SUB}/providers/Microsoft.KeyVault/checkNameAvailability", ""),
    ],
)
async def test_unknown_methods_are_refused(
    stand: Stand, method: str, path: str, allow: str
) -> None:
    await stand.put(VAULT, {})
    refused = await stand.send(method, path, {})

    assert refused.status in {404, 405}
    assert refused.status == 404 or allow in refused.headers["allow"]


async def test_a_stranger_does_not_learn_what_is_there(stand: Stand) -> None:
    stand.doorkeeper.principal = STRANGER

    known = await stand.get(GROUP)
    unknown = await stand.get(f"{SUB}/resourceGroups/nowhere")

    assert (known.status, unknown.status) == (403, 403)
    assert known.body["error"]["message"] == unknown.body["error"]["message"].replace(
        "nowhere", "local"
    )


async def test_the_refusal_is_the_attested_sentence_and_its_reason(stand: Stand) -> None:
    stand.doorkeeper.principal = STRANGER

    message = (await stand.delete(SITE)).body["error"]["message"]

    assert message.startswith(
        f"The client '{STRANGER.app_id}' with object id '{STRANGER.object_id}' does not have "
        f"authorization to perform action 'Microsoft.Web/sites/delete' over scope '{SITE}' or the "
        "scope is invalid. If access was recently granted, please refresh your credentials."
    )


async def test_an_action_that_writes_is_in_the_trail(stand: Stand) -> None:
    await stand.put(
        VAULT,
        {
            "location": "westeurope",
            "properties": {
                "tenantId": stand.at.tenant_id,
                "sku": {"family": "A", "name": "standard"},
            },
        },
    )
    await stand.delete(VAULT)
    before = await stand.trail.last()

    base = f"{SUB}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/contoso"
    assert (await stand.send("POST", f"{base}/purge")).status == 202

    (event,) = [each.event for each in await stand.trail.since(before)]
    assert event.action == "Microsoft.KeyVault/locations/deletedVaults/purge/action"


async def test_head_says_only_whether_it_is_there(stand: Stand) -> None:
    there = await stand.send("HEAD", GROUP)
    gone = await stand.send("HEAD", f"{GROUP}x")

    assert (there.status, there.body) == (204, None)
    assert (gone.status, gone.body) == (404, None)
    assert gone.headers["content-type"].startswith("application/json")

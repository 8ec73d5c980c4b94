"""The platform's token cache."""

import asyncio
from dataclasses import replace

import pytest

from nameplate.crypto.jws import UnverifiedToken
from nameplate.directory.records import ApplicationSettings, AppRole, MemberType
from nameplate.managed_identity.identities import FoundIdentity
from nameplate.managed_identity.platform_tokens import PlatformTokens, renewed_at
from nameplate.tokens.claims import SubjectKind
from nameplate.tokens.issuer import IssuedToken
from nameplate.tokens.shortening import shortened
from tests.fakes.workloads import SITE, VAULT, Installation, installation


def cache(house: Installation) -> PlatformTokens:
    return PlatformTokens(house.issuer, house.keys, house.directory, house.trail, house.clock)


async def ask(tokens: PlatformTokens, house: Installation, audience: str = VAULT) -> IssuedToken:
    return await tokens.token(FoundIdentity(house.system, None), audience, "request")


async def test_the_same_question_gets_the_same_token_until_it_nears_its_end() -> None:
    """23 hours of the same string, then a new one."""
    house = await installation()
    tokens = cache(house)
    first = await ask(tokens, house)

    house.clock.advance(82_799)
    same = await ask(tokens, house)
    house.clock.advance(1)
    other = await ask(tokens, house)

    assert same is first
    assert other.text != first.text
    assert renewed_at(first) == first.expires_on - 3_600


async def test_a_short_life_is_renewed_at_its_half() -> None:
    """A test with tokens of a minute sees a renewal after thirty seconds."""
    house = await installation(lifetimes={SubjectKind.MANAGED_IDENTITY: 60})
    tokens = cache(house)
    first = await ask(tokens, house)

    house.clock.advance(29)
    assert await ask(tokens, house) is first
    house.clock.advance(1)

    assert (await ask(tokens, house)).text != first.text


async def test_identical_questions_at_once_are_one_signature() -> None:
    """And one event; the next one is counted."""
    house = await installation()
    tokens = cache(house)

    found = await asyncio.gather(*(ask(tokens, house) for _ in range(20)))
    await ask(tokens, house)

    assert len({token.text for token in found}) == 1
    assert [event.outcome for event in house.trail.events] == ["allowed"]
    assert house.trail.counted == [(house.system.object_id, VAULT)]
    assert house.trail.durable == []


async def test_each_audience_identity_and_place_has_its_token() -> None:
    """A slash makes another audience; a shared identity names where it is used."""
    house = await installation()
    tokens = cache(house)
    shared = FoundIdentity(house.shared, SITE)

    one, slash, other = await asyncio.gather(
        ask(tokens, house), ask(tokens, house, f"{VAULT}/"), tokens.token(shared, VAULT, "r")
    )

    assert [UnverifiedToken.parse(each.text).claims["aud"] for each in (one, slash, other)] == [
        VAULT,
        f"{VAULT}/",
        VAULT,
    ]
    claims = UnverifiedToken.parse(other.text).claims
    assert claims["xms_az_rid"].lower() == SITE.lower()
    assert claims["oid"] == house.shared.object_id
    assert [event.facts["on"] for event in house.trail.events if "on" in event.facts] == [SITE]


async def test_whoever_gives_up_leaves_the_token_to_the_others() -> None:
    """The signature is not the first one's."""
    house = await installation()
    tokens = cache(house)
    waiting = [asyncio.create_task(ask(tokens, house)) for _ in range(2)]
    await asyncio.sleep(0)

    waiting[0].cancel()

    assert (await waiting[1]).audience == VAULT
    assert waiting[0].cancelled()


async def test_a_failure_is_everybodys_and_is_not_kept() -> None:
    """The next question tries again."""
    house = await installation()
    tokens = cache(house)
    tenant, house.records.tenant = house.records.tenant, None
    house.epoch.value += 1

    failed = await asyncio.gather(ask(tokens, house), ask(tokens, house), return_exceptions=True)
    house.records.tenant = tenant

    assert all(isinstance(each, Exception) for each in failed)
    assert (await ask(tokens, house)).audience == VAULT


async def test_a_token_of_a_revoked_key_is_not_given_again() -> None:
    """The next one is signed with the key that came after it."""
    house = await installation()
    tokens = cache(house)
    first = await ask(tokens, house)

    await house.keys.revoke(first.kid)

    assert (await ask(tokens, house)).kid != first.kid


async def test_a_clock_set_back_gives_a_token_that_is_valid_then() -> None:
    """A token that has not begun is of no use."""
    house = await installation()
    tokens = cache(house)
    first = await ask(tokens, house)

    house.clock.set_back(301)
    second = await ask(tokens, house)

    assert second.not_before <= house.clock.now()
    assert second.text != first.text


async def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token that was issued first goes first."""
    monkeypatch.setattr("nameplate.managed_identity.platform_tokens._LIMIT", 1)
    house = await installation()
    tokens = cache(house)
    first = await ask(tokens, house)

    second = await ask(tokens, house, f"{VAULT}/")

    assert await ask(tokens, house, f"{VAULT}/") is second
    assert await ask(tokens, house) != replace(first)


async def test_a_token_is_replaced_when_a_new_one_would_say_something_else() -> None:
    """A role that is given counts at once: nobody waits a day for it."""
    house = await installation()
    tokens = cache(house)
    (orders,) = [
        each for each in await house.directory.service_principals() if each.display_name == "orders"
    ]
    application = await house.directory.application(orders.app_id)
    assert application is not None
    before = await ask(tokens, house, "api://orders")
    vault = await ask(tokens, house)

    role = AppRole("role-1", "Orders.Read", "Read", "", True, ("Application",))
    settings = ApplicationSettings(app_roles=(role,), token_version=2)
    work = house.units.begin()
    house.directory.save_application(work, replace(application, settings=settings))
    house.directory.assign_app_role(
        work,
        principal_id=house.system.object_id,
        principal_type=MemberType.SERVICE_PRINCIPAL,
        resource_id=orders.object_id,
        app_role_id="role-1",
    )
    await work.commit()
    after = await ask(tokens, house, "api://orders")

    claims = UnverifiedToken.parse(after.text).claims
    assert "roles" not in UnverifiedToken.parse(before.text).claims
    assert (claims["roles"], claims["aud"]) == (["Orders.Read"], orders.app_id)
    assert after.audience == "api://orders"
    assert await ask(tokens, house) is vault


async def test_a_token_that_is_forgotten_is_not_given_again() -> None:
    """One that a service does not take any more."""
    house = await installation()
    tokens = cache(house)
    first = await ask(tokens, house)

    tokens.forget("somebody else")
    same = await ask(tokens, house)
    tokens.forget(house.system.object_id)
    other = await ask(tokens, house)

    assert same is first
    assert other.text != first.text


async def test_a_token_of_a_moment_is_kept_for_nobody() -> None:
    house = await installation()
    tokens = cache(house)

    with shortened(20):
        moment = await ask(tokens, house)
        another = await ask(tokens, house)
    whole = await ask(tokens, house)

    assert moment.expires_on == another.expires_on == int(house.clock.now()) + 20
    assert moment.text != another.text
    assert whole.expires_on == int(house.clock.now()) + 86_400

"""Federated identity credentials: which trust can be given, and that it is found."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.directory.federation import Trust
from tests.directory.conftest import World

TRUST = Trust("https://issuer.example/x", "repo:contoso/app:ref", ("api://AzureADTokenExchange",))


async def test_trust_is_given_changed_and_taken(world: World) -> None:
    directory = world.directory
    work = world.begin()
    made = await directory.federate(work, "app", "main", TRUST)
    await work.commit()
    assert await directory.federated_credential("app", "MAIN") == made

    changed = Trust(TRUST.issuer, "another", TRUST.audiences, "for tests")
    work = world.begin()
    await directory.federate(work, "app", "Main", changed)
    await work.commit()
    found = await directory.federated_credentials_of("app")
    assert [(each.name, each.subject, each.created) for each in found] == [
        ("main", "another", made.created)
    ]

    work = world.begin()
    directory.end_federation(work, "app", "MAIN")
    await work.commit()
    assert list(await directory.federated_credentials_of("app")) == []


@pytest.mark.parametrize(
    ("members", "target"),
    [
        ({"issuer": "http://issuer.example"}, "issuer"),
        ({"issuer": ""}, "issuer"),
        ({"issuer": "https://"}, "issuer"),
        ({"issuer": "https://[x"}, "issuer"),
        ({"issuer": "https://*.example"}, "issuer"),
        ({"issuer": f"https://issuer.example/{'x' * 600}"}, "issuer"),
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 601}, "subject"),
        ({"subject": "a\nb"}, "subject"),
        ({"audiences": ()}, "audiences"),
        ({"audiences": ("a", "b")}, "audiences"),
        ({"audiences": ("",)}, "audiences"),
        ({"audiences": ("*",)}, "audiences"),
    ],
)
def test_trust_in_nobody_or_everybody_is_refused(members: dict[str, Any], target: str) -> None:
    whole = {"issuer": TRUST.issuer, "subject": TRUST.subject, "audiences": TRUST.audiences}
    with pytest.raises(BadRequest) as refused:
        Trust(**{**whole, **members}).check()
    assert refused.value.target == target


@pytest.mark.parametrize("name", ["ab", "-abc", "_abc", "a b", "x" * 121, "a/bc", ""])
async def test_what_no_credential_is_called(world: World, name: str) -> None:
    with pytest.raises(BadRequest, match="name"):
        await world.directory.federate(world.begin(), "app", name, TRUST)


@settings(max_examples=100)
@given(st.text(max_size=80))
def test_an_issuer_is_a_url_or_refused(issuer: str) -> None:
    try:
        Trust(issuer, "s", ("a",)).check()
    except BadRequest:
        return
    assert issuer.lower().startswith("https://")

"""Clients that prove themselves, and those that do not."""

from typing import Any

import pytest

from nameplate.authority.client_authentication import ASSERTION_TYPE, assertion_audiences
from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.directory.federation import Trust
from tests.authority.world import CLOUD, SCOPE, TENANT, TOKEN_PATH, TOKEN_URL, Answer, World
from tests.fakes.assertions import sign_assertion
from tests.fakes.keys import signing_key


def secret_form(app_id: str, secret: str) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "client_id": app_id,
        "client_secret": secret,
        "scope": SCOPE,
    }


def assert_refused(answer: Answer, number: int, error: str = "invalid_client") -> None:
    assert (answer.number, answer.body["error"]) == (number, error)
    assert answer.status == (401 if error == "invalid_client" else 400)


async def test_a_wrong_secret(world: World) -> None:
    application, _ = await world.application()
    await world.secret_of(application.app_id)
    answer = await world.post(secret_form(application.app_id, "hunter2"))
    assert_refused(answer, 7000215)
    assert "hunter2" not in str(answer.body)


async def test_an_expired_secret(world: World) -> None:
    application, _ = await world.application()
    secret = await world.secret_of(application.app_id, expires=world.clock.now() + 10)
    world.clock.advance(10)
    assert_refused(await world.post(secret_form(application.app_id, secret.reveal())), 7000222)


async def test_an_unknown_application(world: World) -> None:
    answer = await world.post(secret_form("4b2b9fb2-0000-4000-8000-000000000000", "s"))
    assert_refused(answer, 700016, "unauthorized_client")
    assert "'Contoso'" in answer.body["error_description"]


async def test_an_application_without_a_service_principal(world: World) -> None:
    work = world.begin()
    application = world.directory.register_application(work, "ledger")
    await work.commit()
    answer = await world.post(secret_form(application.app_id, "s"))
    assert_refused(answer, 7000229, "unauthorized_client")


async def test_an_application_that_is_switched_off(world: World) -> None:
    application, principal = await world.application()
    secret = await world.secret_of(application.app_id)
    work = world.begin()
    await world.directory.set_enabled(work, principal.object_id, enabled=False)
    await work.commit()
    assert_refused(await world.post(secret_form(application.app_id, "wrong")), 7000215)
    answer = await world.post(secret_form(application.app_id, secret.reveal()))
    assert_refused(answer, 7000112, "unauthorized_client")


async def test_a_deleted_application(world: World) -> None:
    application, principal = await world.application()
    secret = await world.secret_of(application.app_id)
    form = secret_form(application.app_id, secret.reveal())
    assert (await world.post(form)).status == 200
    work = world.begin()
    await world.directory.delete_service_principal(work, principal.object_id)
    await work.commit()
    assert_refused(await world.post(form), 700016, "unauthorized_client")


@pytest.mark.parametrize("name", ["common", "organizations"])
async def test_an_application_of_one_tenant_is_not_served_at_a_shared_name(
    world: World, name: str
) -> None:
    application, _ = await world.application()
    secret = await world.secret_of(application.app_id)
    form = secret_form(application.app_id, secret.reveal())
    answer = await world.post(form, path=f"/{name}/oauth2/v2.0/token")
    assert_refused(answer, 50194, "invalid_request")


@pytest.mark.parametrize(
    ("form", "number", "error"),
    [
        ({}, 900144, "invalid_request"),
        ({"client_secret": "s"}, 900144, "invalid_request"),
        ({"client_id": "a"}, 7000216, "invalid_client"),
        ({"client_assertion": "a.b.c"}, 900144, "invalid_request"),
        (
            {"client_assertion": "a.b.c", "client_assertion_type": "saml"},
            50181,
            "invalid_request",
        ),
        (
            {"client_assertion": "a.b.c", "client_assertion_type": ASSERTION_TYPE},
            50027,
            "invalid_request",
        ),
        (
            {"client_id": "a", "client_assertion": "a.b.c", "client_secret": "s"},
            90013,
            "invalid_request",
        ),
    ],
)
async def test_incomplete_proofs(
    world: World, form: dict[str, str], number: int, error: str
) -> None:
    answer = await world.post({"grant_type": "client_credentials", "scope": SCOPE} | form)
    assert_refused(answer, number, error)


async def test_an_assertion_proves_its_application_more_than_once(world: World) -> None:
    """Clients keep an assertion and send it for each resource that they need a token for."""
    application, _ = await world.application()
    await world.certificate_of(application.app_id)
    form = world.assertion_form(application.app_id)
    assert (await world.post(form)).status == 200
    again = form | {"scope": "https://graph.microsoft.com/.default"}
    assert (await world.post(again)).status == 200


async def test_an_assertion_may_stand_for_the_client_id(world: World) -> None:
    application, _ = await world.application()
    await world.certificate_of(application.app_id)
    form = world.assertion_form(application.app_id)
    del form["client_id"]
    assert (await world.post(form)).status == 200


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"sub": "other"}, 700021),
        ({"iss": "other"}, 700021),
        ({"iss": "https://token.actions.test"}, 700211),
        ({"aud": "https://elsewhere.test"}, 700023),
        ({"exp": 1}, 700024),
        ({"nbf": 9e12}, 700024),
    ],
)
async def test_assertions_that_prove_nothing(
    world: World, changes: dict[str, Any], number: int
) -> None:
    application, _ = await world.application()
    await world.certificate_of(application.app_id)
    form = world.assertion_form(application.app_id, **changes)
    answer = await world.post(form)
    assert_refused(answer, number)
    assert form["client_assertion"] not in str(answer.body)


async def test_an_assertion_of_another_key(world: World) -> None:
    application, _ = await world.application()
    await world.certificate_of(application.app_id, 1)
    answer = await world.post(world.assertion_form(application.app_id))
    assert_refused(answer, 700027)
    assert "The key was not found., Thumbprint" in answer.body["error_description"]


async def test_an_assertion_that_its_key_did_not_sign(world: World) -> None:
    application, _ = await world.application()
    await world.certificate_of(application.app_id, 1)
    form = world.assertion_form(application.app_id)
    claims = world.claims(application.app_id)
    form["client_assertion"] = sign_assertion(
        signing_key(0), claims, header={"x5t": signing_key(1).kid}
    )
    assert_refused(await world.post(form), 700027)


async def test_an_assertion_that_names_no_key(world: World) -> None:
    application, _ = await world.application()
    await world.certificate_of(application.app_id)
    form = world.assertion_form(application.app_id)
    claims = world.claims(application.app_id)
    form["client_assertion"] = sign_assertion(signing_key(0), claims, header={})
    assert_refused(await world.post(form), 700027)


async def test_a_certificate_that_is_over(world: World) -> None:
    application, _ = await world.application()
    await world.certificate_of(application.app_id)
    world.clock.advance(6 * 365 * 86_400)
    assert_refused(await world.post(world.assertion_form(application.app_id)), 700027)


@pytest.mark.parametrize(
    "audience",
    [
        TOKEN_URL,
        f"{CLOUD.authority}/{TENANT.tenant_id}/oauth2/token",
        f"{CLOUD.authority}/{TENANT.default_domain}/oauth2/v2.0/token",
        f"{CLOUD.authority}/organizations/oauth2/v2.0/token",
        f"{CLOUD.authority}/{TENANT.tenant_id}/v2.0",
        f"{CLOUD.authority}/{TENANT.tenant_id}/",
        CLOUD.issuer(TENANT.tenant_id),
        f"https://{CLOUD.authority_aliases[0]}/{TENANT.tenant_id}/oauth2/v2.0/token",
    ],
)
async def test_an_assertion_may_be_addressed_in_many_spellings(world: World, audience: str) -> None:
    application, _ = await world.application()
    await world.certificate_of(application.app_id)
    form = world.assertion_form(application.app_id, aud=audience)
    assert (await world.post(form)).status == 200


def test_audiences_of_another_tenant_or_cloud_are_not_ours() -> None:
    ours = assertion_audiences(AZURE_PUBLIC, TENANT)
    assert not ours & assertion_audiences(own_cloud("contoso.test", 8443), TENANT)
    assert not any("/0f1e2d3c-0000-4000-8000-00000000000b" in each for each in ours)


async def test_a_region_s_endpoint_is_one_of_ours(world: World) -> None:
    """At that region only: an assertion for another is not for this one."""
    application, _ = await world.application()
    await world.certificate_of(application.app_id)
    region = f"westus2.{CLOUD.regional_suffixes[0]}"
    form = world.assertion_form(application.app_id, aud=f"https://{region}{TOKEN_PATH}")
    assert (await world.post(form, host=region)).status == 200
    assert (await world.post(form, host=f"eastus.{CLOUD.regional_suffixes[1]}")).number == 700023
    assert (await world.post(form)).number == 700023


FEDERATED = "https://issuer.example"
SUBJECT = "repo:contoso/app:ref:refs/heads/main"
EXCHANGE = "api://AzureADTokenExchange"


async def federated(world: World, **trust: Any) -> str:
    """An application that trusts an issuer's tokens; its id."""
    application, _ = await world.application()
    said = {"issuer": FEDERATED, "subject": SUBJECT, "audiences": (EXCHANGE,), **trust}
    work = world.begin()
    await world.directory.federate(work, application.app_id, "main", Trust(**said))
    await work.commit()
    world.issuers.publish(FEDERATED, signing_key(0))
    return application.app_id


def foreign_form(world: World, app_id: str, **changes: Any) -> dict[str, str]:
    """A request with a token of that issuer; ``key`` signs it."""
    key = signing_key(changes.pop("key", 0))
    now = world.clock.now()
    claims = {
        "iss": FEDERATED,
        "sub": SUBJECT,
        "aud": EXCHANGE,
        "exp": now + 600,
        "nbf": now,
        **changes,
    }
    return {
        "grant_type": "client_credentials",
        "client_id": app_id,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": sign_assertion(key, claims, header={"kid": signing_key(0).kid}),
        "scope": SCOPE,
    }


async def test_a_foreign_token_is_exchanged(world: World) -> None:
    app_id = await federated(world)

    answer = await world.post(foreign_form(world, app_id))

    claims = world.verify(answer.body["access_token"]).raw
    assert (claims["appid"], claims["appidacr"]) == (app_id, "2")
    assert "federated credential main" in str(world.trail.events[-1])


async def test_a_user_assigned_identity_is_one_too(world: World) -> None:
    identity = "/subscriptions/s/resourceGroups/g/providers/x/userAssignedIdentities/deployer"
    work = world.begin()
    principal = world.directory.create_managed_identity(
        work, display_name="deployer", resource_id=identity
    )
    trust = Trust(FEDERATED, SUBJECT, (EXCHANGE,))
    await world.directory.federate(work, principal.app_id, "main", trust)
    await work.commit()
    world.issuers.publish(FEDERATED, signing_key(0))

    answer = await world.post(foreign_form(world, principal.app_id))

    claims = world.verify(answer.body["access_token"]).raw
    assert claims["oid"] == principal.object_id
    assert claims["appid"] == principal.app_id


@pytest.mark.parametrize(
    ("changes", "number", "words"),
    [
        ({"iss": "https://other.example"}, 700211, "'https://other.example'"),
        ({"sub": "repo:other"}, 700213, "'repo:other'"),
        ({"sub": SUBJECT.upper()}, 7002138, "not with case-sensitive comparison"),
        ({"aud": "api://other"}, 700212, "'api://other'"),
        ({"exp": 0}, 700024, "not within its valid time range"),
        ({"key": 1}, 700027, "signature"),
    ],
)
async def test_a_foreign_token_is_refused_in_entras_words(
    world: World, changes: dict[str, Any], number: int, words: str
) -> None:
    app_id = await federated(world)

    answer = await world.post(foreign_form(world, app_id, **changes))

    assert_refused(answer, number)
    assert words in answer.body["error_description"]


async def test_an_application_that_trusts_nobody(world: World) -> None:
    application, _ = await world.application()

    answer = await world.post(foreign_form(world, application.app_id))

    assert_refused(answer, 700211)
    assert world.issuers.asked == []


async def test_keys_that_cannot_be_had(world: World) -> None:
    app_id = await federated(world)
    world.issuers.held.clear()
    missing = await world.post(foreign_form(world, app_id))
    world.issuers.down = "issuer.example answered 503."
    down = await world.post(foreign_form(world, app_id))

    assert_refused(missing, 7000272)
    assert "metadata of identity provider https://issuer.example." in str(missing.body)
    assert_refused(down, 50166, "invalid_request")
    assert "Request to External OIDC endpoint failed." in down.body["error_description"]


@pytest.mark.parametrize(
    "issuer", [CLOUD.issuer(TENANT.tenant_id), CLOUD.issuer_v2(TENANT.tenant_id)]
)
async def test_our_own_tokens_are_no_proof(world: World, issuer: str) -> None:
    app_id = await federated(world)

    assert_refused(await world.post(foreign_form(world, app_id, iss=issuer)), 700222)


async def test_a_foreign_token_needs_a_client_and_nothing_else(world: World) -> None:
    app_id = await federated(world)
    form = foreign_form(world, app_id)
    nobody = await world.post({**form, "client_id": ""})
    broken = await world.post({**form, "client_assertion": form["client_assertion"][:-400]})
    unknown = await world.post({**form, "client_id": "4b2b9fb2-0000-4000-8000-000000000000"})

    assert_refused(nobody, 900144, "invalid_request")
    assert broken.status in (400, 401)
    assert_refused(unknown, 700016, "unauthorized_client")


async def test_a_newline_after_the_token_is_no_fault(world: World) -> None:
    """The client for Python sends the file as it is."""
    form = foreign_form(world, await federated(world))
    form["client_assertion"] += "\n"

    assert (await world.post(form)).status == 200

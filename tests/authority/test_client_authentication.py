"""Clients that prove themselves, and those that do not."""

from typing import Any

import pytest

from nameplate.authority.client_authentication import ASSERTION_TYPE, assertion_audiences
from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
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

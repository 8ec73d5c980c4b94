"""The metadata service, through the door."""

from typing import Any

import pytest

from nameplate.crypto.jws import UnverifiedToken
from nameplate.directory.app_roles import DEFAULT_ACCESS
from nameplate.directory.records import MemberType
from nameplate.managed_identity.imds import API_VERSIONS
from tests.fakes.workloads import SHARED, SITE, VAULT, Installation, installation

PATH = "/metadata/identity/oauth2/token"
TOKEN = f"{PATH}?api-version=2018-02-01&resource={VAULT}"
METADATA = {"Metadata": "true"}
IMDS = "169.254.169.254"


async def refused(house: Installation, target: str, **request: Any) -> tuple[int, str, str]:
    """Status, error and description of a refusal, its shape checked."""
    answer = await house.ask(target, **{"host": IMDS, "headers": METADATA, **request})
    body = answer.json()
    assert list(body) == ["error", "error_description"]
    assert (answer.header("server") or "").startswith("IMDS/")
    return answer.status, body["error"], body["error_description"]


async def test_a_token_has_eight_string_fields_in_alphabetical_order() -> None:
    """As recorded; expires_in is what is left."""
    house = await installation()

    answer = await house.ask(TOKEN, host=IMDS, headers=METADATA)

    body = answer.json()
    claims = UnverifiedToken.parse(body["access_token"]).claims
    assert answer.header("content-type") == "application/json; charset=utf-8"
    assert (answer.header("server") or "").startswith("IMDS/")
    assert list(body.items())[1:] == [
        ("client_id", house.system.app_id),
        ("expires_in", "86400"),
        ("expires_on", str(claims["exp"])),
        ("ext_expires_in", "86400"),
        ("not_before", str(claims["nbf"])),
        ("resource", VAULT),
        ("token_type", "Bearer"),
    ]


async def test_a_warm_answer_counts_the_seconds_down() -> None:
    """The same token with less left."""
    house = await installation()
    first = (await house.ask(TOKEN, host=IMDS, headers=METADATA)).json()
    reads = house.records.reads

    house.clock.advance(100.4)
    warm = (await house.ask(TOKEN, host=IMDS, headers=METADATA)).json()

    assert warm["access_token"] == first["access_token"]
    assert warm["expires_in"] == warm["ext_expires_in"] == "86300"
    assert house.records.reads == reads
    assert house.trail.counted == [(house.system.object_id, VAULT)]


@pytest.mark.parametrize("path", [PATH, f"{PATH}/", f"/{PATH}", PATH.upper()])
@pytest.mark.parametrize("api_version", ["2018-02-01", "2019-08-01", "2019-11-01"])
async def test_every_path_and_version_that_clients_use_works(path: str, api_version: str) -> None:
    """JavaScript's slash at the end, Java's at the beginning, Rust's and .NET's versions."""
    house = await installation()
    target = f"{path}?api-version={api_version}&resource={VAULT}"

    assert (await house.ask(target, host=IMDS, headers=METADATA)).status == 200


@pytest.mark.parametrize("headers", [{}, {"Metadata": "false"}, {"Metadata": ""}])
@pytest.mark.parametrize("target", [TOKEN, PATH, "/metadata/instance", "/metadata"])
async def test_a_probe_without_the_header_gets_400_at_once(
    target: str, headers: dict[str, str]
) -> None:
    """Before all else: clients decide by it whether there is a metadata service."""
    house = await installation()

    assert await refused(house, target, headers=headers) == (
        400,
        "invalid_request",
        "Required metadata header not specified",
    )


@pytest.mark.parametrize(
    "name", ["client_id", "object_id", "msi_res_id", "msi-res-id", "mi_res_id", "resource_id"]
)
async def test_selectors_are_those_of_every_endpoint(name: str) -> None:
    """Each client's spelling."""
    house = await installation()
    ids = {"client_id": house.shared.app_id, "object_id": house.shared.object_id}

    target = f"{TOKEN}&{name}={ids.get(name, SHARED)}"
    body = (await house.ask(target, host=IMDS, headers=METADATA)).json()

    assert body["client_id"] == house.shared.app_id


async def test_an_identity_that_is_not_there_is_not_found() -> None:
    """Unknown, switched off, or no resource configured: one answer, and the trail's reason."""
    house = await installation()
    none = await installation(imds_resource_id=None)
    not_found = (400, "invalid_request", "Identity not found")

    assert await refused(house, f"{TOKEN}&client_id=nobody") == not_found
    assert await refused(none, TOKEN) == not_found
    await house.switch(house.system, enabled=False)
    assert await refused(house, TOKEN) == not_found
    assert [event.reason for event in house.trail.events] == [
        "the workload's resource has no such identity",
        "the identity is switched off",
    ]


async def test_an_unknown_resource_is_entras_refusal() -> None:
    """AADSTS500011 naming resource and tenant, as the metadata service passes it on."""
    house = await installation()

    status, error, description = await refused(
        house, f"{PATH}?api-version=2018-02-01&resource=https://nothing.test"
    )

    assert (status, error) == (400, "invalid_resource")
    assert description.startswith(
        "AADSTS500011: The resource principal named https://nothing.test was not found in the "
        "tenant named Contoso. "
    )
    assert description.endswith("Timestamp: 2026-09-21 14:13:20Z")


async def test_an_application_that_asks_for_assignment_is_entras_refusal() -> None:
    """AADSTS501051, until a role is given."""
    house = await installation()
    orders = await house.require_assignment()
    target = f"{PATH}?api-version=2018-02-01&resource=api://orders"

    status, error, description = await refused(house, target)

    assert (status, error) == (400, "invalid_grant")
    assert description.startswith(f"AADSTS501051: Application '{house.system.app_id}'(web1) is ")
    work = house.units.begin()
    house.directory.assign_app_role(
        work,
        principal_id=house.system.object_id,
        principal_type=MemberType.SERVICE_PRINCIPAL,
        resource_id=orders.object_id,
        app_role_id=DEFAULT_ACCESS,
    )
    await work.commit()
    assert (await house.ask(target, host=IMDS, headers=METADATA)).status == 200


async def test_bad_questions_are_invalid_requests() -> None:
    """Each says what is wrong."""
    house = await installation()
    for target, words in (
        (PATH, "api-version query parameter is missing"),
        (f"{PATH}?api-version=2017-01-01&resource={VAULT}", "'2017-01-01' is not supported"),
        (f"{PATH}?api-version=2018-02-01", "resource query parameter is missing"),
        (f"{TOKEN}&client_id=a&object_id=b", "Only one of"),
    ):
        status, error, description = await refused(house, target)
        assert (status, error) == (400, "invalid_request")
        assert words in description


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded"])
async def test_a_forwarded_request_is_refused_even_when_warm(name: str) -> None:
    """As the real one does."""
    house = await installation()
    assert (await house.ask(TOKEN, host=IMDS, headers=METADATA)).status == 200

    headers = {**METADATA, name: "for=10.0.0.1"}

    assert (await refused(house, TOKEN, headers=headers))[:2] == (400, "invalid_request")


async def test_other_methods_and_paths_are_refused() -> None:
    """The second version's probe must see 404."""
    house = await installation()

    assert (await refused(house, TOKEN, method="POST"))[0] == 405
    assert (await refused(house, "/metadata/identity/getplatformmetadata?cred-api-version=2.0"))[
        :2
    ] == (404, "not_found")


async def test_the_instance_says_which_resource_it_is() -> None:
    """Minimal: what probes look for."""
    house = await installation()
    target = "/metadata/instance?api-version=2020-06-01"

    body = (await house.ask(target, host=IMDS, headers=METADATA)).json()

    assert body["compute"]["name"] == "web1"
    assert body["compute"]["resourceGroupName"] == "local"
    assert body["compute"]["resourceId"] == SITE
    assert body["network"] == {"interface": []}


async def test_the_instance_of_no_resource_answers_too() -> None:
    """A probe must not be told that there is no metadata service."""
    house = await installation(imds_resource_id=None)
    target = "/metadata/instance?api-version=2020-06-01"

    answer = await house.ask(target, host="localhost", headers=METADATA)

    assert answer.json()["compute"] == {"azEnvironment": "AzurePublicCloud"}


def test_versions_are_in_order_and_none_is_older_than_the_token() -> None:
    """Tokens came with 2018-02-01."""
    assert list(API_VERSIONS) == sorted(set(API_VERSIONS))
    assert API_VERSIONS[0] == "2018-02-01"


async def test_an_address_says_whose_instance_it_is() -> None:
    """``AZURE_POD_IDENTITY_AUTHORITY_HOST``; one client sends it in lower case with a slash."""
    house = await installation(imds_resource_id=None)
    query = f"api-version=2018-02-01&resource={VAULT}"
    path = f"/imds/{house.secret.lower()}/metadata"

    token = await house.ask(f"{path}/identity/oauth2/token/?{query}", headers=METADATA)
    instance = await house.ask(f"{path}/instance?api-version=2021-02-01", headers=METADATA)
    unknown = await house.ask(
        f"/imds/{'0' * 32}/metadata/identity/oauth2/token?{query}", headers=METADATA
    )

    assert token.json()["client_id"] == house.system.app_id
    assert instance.json()["compute"]["name"] == "web1"
    assert (unknown.status, unknown.json()["error_description"]) == (400, "Identity not found")


async def test_an_address_is_worth_nothing_when_its_lease_is_over() -> None:
    """Also when the answer is warm."""
    house = await installation()
    target = f"/imds/{house.secret}/metadata/identity/oauth2/token"
    query = f"api-version=2018-02-01&resource={VAULT}"

    assert (await house.ask(f"{target}?{query}", headers=METADATA)).status == 200
    house.clock.advance(601)
    assert (await house.ask(f"{target}?{query}", headers=METADATA)).status == 400

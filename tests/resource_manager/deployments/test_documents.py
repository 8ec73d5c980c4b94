"""What is answered about a deployment, compared with the recordings."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.resource_manager.deployments.documents import (
    camel_case,
    described,
    envelope,
    timed,
    validated,
)
from tests.providers.stand import GROUP, SUB
from tests.resource_manager.deployments.preparing import (
    CORRELATION,
    DEPLOYMENTS,
    IDENTITY,
    body,
    identity,
    nested,
    template,
    world,
)

ORDER = [
    *("templateHash", "parameters", "mode", "provisioningState", "timestamp", "duration"),
    *("correlationId", "providers", "dependencies", "validatedResources"),
]


async def test_validate_answers_as_recorded() -> None:
    made = await world()
    first, second = f"{GROUP}/providers/{IDENTITY}/one", f"{GROUP}/providers/{IDENTITY}/two"
    given = template(
        identity(
            "two",
            dependsOn=["[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'one')]"],
        ),
        identity("one", location="West US"),
        nested("inner", template(identity("three"))),
        parameters={
            "StorageName": {"type": "string", "defaultValue": "x"},
            "pw": {"type": "SECURESTRING", "defaultValue": "hush"},
        },
    )
    found = validated(await made.prepare(body(given)))
    properties = found.pop("properties")
    assert found == {"id": f"{GROUP}/providers/{DEPLOYMENTS}/d1", "name": "d1", "type": DEPLOYMENTS}
    assert list(properties) == ORDER
    assert re.fullmatch(r"\d{1,20}", properties["templateHash"])
    assert properties["parameters"] == {
        "storageName": {"type": "String", "value": "x"},
        "pw": {"type": "SecureString"},
    }
    assert properties["correlationId"] == CORRELATION
    assert properties["duration"] == "PT0S"
    assert properties["providers"] == [
        {
            "namespace": "Microsoft.ManagedIdentity",
            "resourceTypes": [
                {"resourceType": "userAssignedIdentities", "locations": ["westeurope", "westus"]}
            ],
        },
        {
            "namespace": "Microsoft.Resources",
            "resourceTypes": [{"resourceType": "deployments", "locations": [None]}],
        },
    ]
    assert properties["dependencies"] == [
        {
            "dependsOn": [{"id": first, "resourceType": IDENTITY, "resourceName": "one"}],
            "id": second,
            "resourceType": IDENTITY,
            "resourceName": "two",
        }
    ]
    assert [each["id"].rpartition("/")[2] for each in properties["validatedResources"]] == [
        *("two", "one", "inner", "three")
    ]


async def test_older_versions_say_the_whole_resource_and_no_type() -> None:
    prepared = await (await world()).prepare(body(template(identity("one"))))
    found = validated(prepared, api_version="2018-05-01")
    assert "type" not in found
    assert found["properties"]["validatedResources"] == [
        {
            "apiVersion": "2023-01-31",
            "id": f"{GROUP}/providers/{IDENTITY}/one",
            "name": "one",
            "type": IDENTITY,
            "location": "westeurope",
        }
    ]


async def test_validate_names_what_is_deployed_when_it_fails() -> None:
    prepared = await (await world()).prepare(body(template()))
    meant = {"type": "LastSuccessful", "deploymentName": "before"}
    assert validated(prepared, on_error=meant)["properties"]["onErrorDeployment"] == meant


async def test_a_template_without_parameters_shows_none() -> None:
    made = await world()
    assert "parameters" not in described(await made.prepare(body(template())))
    assert described(await made.prepare(body(template(parameters={}))))["parameters"] == {}


async def test_what_the_request_said_is_told() -> None:
    made = await world()
    given = body(
        template(),
        onErrorDeployment={"type": "LastSuccessful"},
        debugSetting={"detailLevel": "none"},
    )
    found = described(await made.prepare({**given, "tags": {"a": "b"}}))
    assert found["onErrorDeployment"] == {"type": "LastSuccessful"}
    assert found["debugSetting"] == {"detailLevel": "none"}


async def test_above_groups_the_location_stands_before_properties() -> None:
    prepared = await (await world()).prepare({**body(template()), "location": "WestUS"}, scope=SUB)
    found = envelope(prepared.place, {}, api_version="2022-09-01", tags={"a": "b"})
    assert list(found) == ["id", "name", "type", "location", "tags", "properties"]
    assert found["location"] == "westus"


def test_what_becomes_of_it_stands_after_mode() -> None:
    found = timed(
        {"mode": "Incremental", "providers": []},
        state="Running",
        changed=0.5,
        seconds=3.0492069,
        correlation_id="c",
    )
    assert found == {
        "mode": "Incremental",
        "provisioningState": "Running",
        "timestamp": "1970-01-01T00:00:00.5Z",
        "duration": "PT3.0492069S",
        "correlationId": "c",
        "providers": [],
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("CrossRg", "crossRg"), ("SQLServer", "sqlServer"), ("ID", "id"), ("x", "x")),
        *(("StorageAccountName1", "storageAccountName1"), ("", ""), ("URLs", "urLs"), ("_A", "_A")),
    ],
)
def test_names_are_camel_case(name: str, text: str) -> None:
    assert camel_case(name) == text


@given(name=st.text(max_size=12))
def test_camel_case_changes_only_capitals_at_the_beginning(name: str) -> None:
    found: Any = camel_case(name)
    assert found[:1] == (name[:1].lower() if name[:1].isupper() else name[:1])
    assert camel_case(found) == found

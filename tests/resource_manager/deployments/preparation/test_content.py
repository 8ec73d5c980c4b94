"""The content of deployments' requests: what az sends is no JSON, and is read all the same."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.deployments.preparation.content import (
    is_for_deployment,
    read_content,
)
from nameplate.template.marks import mark_of
from tests.providers.stand import GROUP, SITE, SUB

DEPLOYMENT = "providers/Microsoft.Resources/deployments"
AZ = b"""{"properties": {"mode": "Incremental", template:{
  // what az pastes
  "parameters": {
    "extra": {"type": "string", "metadata": {"description": "two
lines"}},
  }
}}}"""


@pytest.mark.parametrize(
    "path",
    [
        f"{GROUP}/{DEPLOYMENT}/d",
        f"{GROUP}/{DEPLOYMENT}/d/validate",
        f"{SUB}/{DEPLOYMENT.lower()}/d/whatIf",
        f"/providers/Microsoft.Management/managementGroups/m/{DEPLOYMENT}/d",
        f"/{DEPLOYMENT}/d/cancel",
    ],
)
def test_every_scope_has_deployments(path: str) -> None:
    assert is_for_deployment(parse(path))


@pytest.mark.parametrize("path", [SITE, GROUP, f"{GROUP}/providers/My.Rp/deployments/d"])
def test_other_paths_stay_strict(path: str) -> None:
    assert not is_for_deployment(parse(path))


async def test_what_az_sends_is_read_with_its_places() -> None:
    body = await read_content(AZ)
    declared = body["properties"]["template"]["parameters"]
    assert declared["extra"]["metadata"]["description"] == "two\nlines"
    mark = mark_of(declared, "extra")
    assert (mark.line, mark.column) == (4, 14)
    assert mark.path == "properties.template.parameters.extra"


async def test_a_long_body_is_read_alike() -> None:
    padded = AZ + b" " * 64 * 1024
    assert await read_content(padded) == await read_content(AZ)


async def test_broken_json_says_where() -> None:
    with pytest.raises(BadRequest) as caught:
        await read_content(b'{"properties": {"template": }}')
    assert caught.value.code == "InvalidRequestContent"
    assert "Path 'properties.template', line 1, position 29" in caught.value.message


@given(data=st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
async def test_any_bytes_are_a_value_or_a_refusal(data: bytes) -> None:
    with suppress(BadRequest):
        value = await read_content(data)
        assert value is None or isinstance(value, dict | list | str | int | float | bool)

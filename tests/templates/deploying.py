"""A template deployed over the wire as clients do it: PUT, then look until it ended."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nameplate.template.json_reader import read_json
from tests.providers.stand import (
    GROUP,
    IDENTITY,
    SUB,
    TENANT,
    VAULT,
    Reply,
    Stand,
)
from tests.templates.plausible import Before

VERSION: Final = "api-version=2022-09-01"
_PATIENCE: Final = 2000
_ENDED: Final = frozenset(("Succeeded", "Failed", "Canceled"))


@dataclass(frozen=True, slots=True)
class Work:
    """A template with its parameters, at the level that its schema says."""

    template: Mapping[str, Any]
    parameters: Mapping[str, Any]
    mode: str = "Incremental"

    @property
    def scope(self) -> str:
        schema = str(self.template["$schema"]).lower()
        if "tenantdeployment" in schema:
            return ""
        return SUB if "subscriptiondeployment" in schema else GROUP

    @property
    def path(self) -> str:
        return f"{self.scope}/providers/Microsoft.Resources/deployments/d1"

    @property
    def body(self) -> dict[str, Any]:
        properties = {
            "mode": self.mode,
            "template": self.template,
            "parameters": self.parameters,
        }
        above = {} if self.scope == GROUP else {"location": "westeurope"}
        return {**above, "properties": properties}


def work_of(file: Path, parameters: Mapping[str, Any]) -> Work:
    """The template of a file."""
    return Work(read_json(file.read_bytes()), parameters)


async def furnished() -> tuple[Stand, Before]:
    """A control plane with what published templates expect to be there."""
    stand = await Stand().with_group()
    identity = await stand.put(IDENTITY, {"location": "westeurope"})
    properties = {
        "tenantId": TENANT,
        "sku": {"family": "A", "name": "standard"},
        "accessPolicies": [],
    }
    vault = await stand.put(VAULT, {"location": "westeurope", "properties": properties})
    assert vault.status == 200, vault.body
    principal = identity.body["properties"]["principalId"]
    return stand, Before(principal, "local", "deployer", "contoso")


async def deploy(stand: Stand, work: Work) -> dict[str, Any]:
    """Deploy and wait; the deployment's ``properties`` when it ended."""
    accepted = await stand.put(work.path, work.body, query=VERSION)
    assert accepted.status in (200, 201), accepted.body
    for _ in range(_PATIENCE):
        found = (await stand.get(work.path, query=VERSION)).body["properties"]
        if found["provisioningState"] in _ENDED:
            return dict(found)
        await asyncio.sleep(0.001)
    raise AssertionError("the deployment does not end")


async def validate(stand: Stand, work: Work) -> list[str]:
    """The ids of what would be deployed, of a template that is valid."""
    reply = await stand.send("POST", f"{work.path}/validate", work.body, query=VERSION)
    assert reply.status == 200, reply.body
    assert "error" not in reply.body, reply.body
    return [each["id"] for each in reply.body["properties"]["validatedResources"]]


async def what_if(stand: Stand, work: Work) -> list[dict[str, Any]]:
    """The changes that a deployment would make, asked for and fetched."""
    asked = await stand.send("POST", f"{work.path}/whatIf", work.body, query=VERSION)
    for _ in range(_PATIENCE):
        if asked.status != 202:
            break
        asked = await _followed(stand, asked)
    assert asked.status == 200, asked.body
    assert asked.body["status"] == "Succeeded", asked.body
    return list(asked.body["properties"]["changes"])


async def _followed(stand: Stand, asked: Reply) -> Reply:
    await asyncio.sleep(0.001)
    where = next(value for name, value in asked.headers.items() if name.lower() == "location")
    path, _, query = where.partition("?")
    path = "/" + path.split("/", 3)[3]
    found = await stand.get(path, query=query)
    if found.status == 202 and not any(n.lower() == "location" for n in found.headers):
        return Reply(202, found.body, asked.headers)
    return found

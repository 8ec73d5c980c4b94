"""Parameters: secrets of vaults, what comes of defaults, and what ``deployment()`` may tell."""

from typing import Any

import pytest

from nameplate.core.errors import BadRequest
from nameplate.resource_manager.deployments.preparation.parameters import filled, read_secrets, told
from nameplate.template.document.parameters import KeyVaultReference
from nameplate.template.document.template import Template
from nameplate.template.secrets import Concealed
from tests.fakes.secret_references import FakeSecretReferences
from tests.fakes.template_world import environment
from tests.providers.stand import OPERATOR
from tests.resource_manager.deployments.preparing import template

DB = KeyVaultReference("/vault", "db")
DECLARED = template(
    parameters={
        "Name": {"type": "string", "defaultValue": "[concat('a', 'b')]"},
        "pw": {"type": "securestring"},
        "none": {"type": "string", "nullable": True},
    }
)


def wanting(name: str) -> dict[str, Any]:
    """A parameter that is a secret."""
    return {"reference": {"keyVault": {"id": DB.vault_id}, "secretName": name}}


async def test_each_secret_is_read_once_as_the_caller() -> None:
    source = FakeSecretReferences()
    given = {"a": wanting("db"), "b": wanting("db"), "c": {"value": 1}}
    read = await read_secrets(source, given, OPERATOR, request_id="r")
    assert read.find(DB).reveal() == "secret-db"
    assert source.asked == [(DB, OPERATOR)]


async def test_a_refusal_is_passed_on() -> None:
    source = FakeSecretReferences()
    with pytest.raises(BadRequest, match="not there"):
        await read_secrets(source, {"a": wanting("missing")}, OPERATOR, request_id="r")


def test_every_parameter_has_its_value_and_binds_to_the_same() -> None:
    read = Template.read(DECLARED)
    first = filled(read, read.bind({"pw": {"value": "hush"}}, environment()))
    assert first == {
        "Name": {"value": "ab"},
        "pw": {"value": Concealed("hush")},
        "none": {"value": None},
    }
    assert filled(read, read.bind(first, environment())) == first


def test_deployment_tells_no_secret() -> None:
    read = Template.read(DECLARED)
    given = {
        "name": {"value": "x"},
        "PW": {"value": "hush"},
        "none": {"value": Concealed("hush")},
        "ref": {"reference": {}},
    }
    assert told(read, given) == {"name": {"value": "x"}, "PW": {}, "none": {}, "ref": {}}

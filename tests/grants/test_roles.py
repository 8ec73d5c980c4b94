"""Role assignments that were needed, in words that can be applied."""

import json
import shlex

import pytest

from nameplate.grants.identity_names import AppName
from nameplate.grants.roles import (
    ROLE_FORMATS,
    arm_role_resources,
    az_role_commands,
    bicep_role_fragment,
    read_role_rows,
)

GROUP = "/subscriptions/s/resourceGroups/local"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/contoso"
USER = "4633458b-17de-408a-b874-0445c86b69e6"
GET = "Microsoft.KeyVault/vaults/secrets/getSecret/action"
APP = AppName("web1", "local")
BUILT_IN = {
    "scope": VAULT,
    "actions": [],
    "dataActions": [GET],
    "roles": [{"id": USER, "name": "Key Vault Secrets User"}],
}
NONE_FITS = {
    "scope": GROUP,
    "actions": ["Contoso.Things/things/go/action"],
    "dataActions": [],
    "roles": [],
}


def test_az_has_a_command_for_each_role_and_the_exact_one_beside_it() -> None:
    lines = az_role_commands(read_role_rows([BUILT_IN]), APP).splitlines()
    commands = [line for line in lines if not line.startswith("#")]
    principal = "az webapp identity show -n web1 -g local --query principalId -o tsv"
    wanted = (
        f'az role assignment create --assignee-object-id "$({principal})" '
        "--assignee-principal-type ServicePrincipal --role 'Key Vault Secrets User' "
        f"--scope {VAULT}"
    )
    assert commands == [wanted]
    (define,) = [line for line in lines if line.startswith("# az role definition create")]
    custom = json.loads(shlex.split(define.removeprefix("# "))[-1])
    assert custom["DataActions"] == [GET]
    assert custom["AssignableScopes"] == [GROUP]


def test_where_no_built_in_role_fits_the_exact_one_is_made() -> None:
    lines = az_role_commands(read_role_rows([NONE_FITS]), APP).splitlines()
    assert lines[0].startswith("az role definition create")
    assert "--role 'What was used at local'" in lines[1]


def test_arm_has_an_assignment_at_the_resource() -> None:
    (resource,) = arm_role_resources(read_role_rows([BUILT_IN]), APP)
    assert resource["scope"] == "[resourceId('local', 'Microsoft.KeyVault/vaults', 'contoso')]"
    assert USER in resource["properties"]["roleDefinitionId"]
    assert resource["properties"]["principalId"].endswith(".identity.principalId]")


def test_arm_makes_the_exact_role_first() -> None:
    role, given = arm_role_resources(read_role_rows([NONE_FITS]), APP)
    assert role["type"] == "Microsoft.Authorization/roleDefinitions"
    assert role["properties"]["permissions"][0]["actions"] == NONE_FITS["actions"]
    assert "scope" not in given
    assert len(given["dependsOn"]) == 1


def test_bicep_names_the_scope_once() -> None:
    text = bicep_role_fragment(read_role_rows([BUILT_IN]), APP)
    assert text.count("existing = {") == 2
    assert "scope: scopeContoso" in text
    assert "// Key Vault Secrets User" in text
    custom = bicep_role_fragment(read_role_rows([NONE_FITS]), APP)
    assert "actions: ['Contoso.Things/things/go/action']" in custom


@pytest.mark.parametrize("form", ROLE_FORMATS)
def test_each_form_says_something(form: str) -> None:
    assert "Microsoft.Authorization" in ROLE_FORMATS[form](read_role_rows([NONE_FITS]), APP) or (
        form == "az"
    )


def test_a_name_with_a_quote_stays_a_name() -> None:
    scope = f"{GROUP}/providers/Contoso.Things/things/it's ${{here}}"
    app = AppName("web1", "a'b")
    for row in ({**BUILT_IN, "scope": scope}, {**NONE_FITS, "scope": scope}):
        needed = read_role_rows([row])
        assert "things/it''s ${here}'" in arm_role_resources(needed, app)[-1]["name"]
        assert "'it\\'s \\${here}'" in bicep_role_fragment(needed, app)
        assert "resourceGroup('a\\'b')" in bicep_role_fragment(needed, app)

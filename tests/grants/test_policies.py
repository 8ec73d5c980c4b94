"""Least privilege in words that can be applied."""

import json
import shlex

from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.grants.identity_names import AppName
from nameplate.grants.policies import (
    arm_fragment,
    az_commands,
    bicep_fragment,
    read_rows,
)

VAULT = "/subscriptions/s/resourceGroups/local/providers/Microsoft.KeyVault/vaults/contoso"
APP = AppName("web1", "local")
ROWS = [
    {"vaultId": VAULT, "kind": "secrets", "names": ["set", "get"]},
    {"vaultId": VAULT.lower(), "kind": "secrets", "names": ["list"]},
    {"vaultId": VAULT, "kind": "keys", "names": ["sign"]},
]


def test_rows_of_a_vault_become_one_entry_in_the_usual_order() -> None:
    (entry,) = read_rows(ROWS)
    assert entry.vault == "contoso"
    assert entry.kinds == {"secrets": ("get", "list", "set"), "keys": ("sign",)}


def test_the_az_form_is_one_command_for_each_vault() -> None:
    assert az_commands(read_rows(ROWS), APP) == (
        'az keyvault set-policy -n contoso --object-id "$(az webapp identity show -n web1 -g local '
        '--query principalId -o tsv)" --secret-permissions get list set --key-permissions sign\n'
    )


def test_names_with_blanks_are_quoted() -> None:
    command = az_commands(read_rows(ROWS), AppName("web1", "my group"))
    assert "-g 'my group'" in command


def test_the_arm_form_is_a_list_of_resources() -> None:
    (resource,) = json.loads(arm_fragment(read_rows(ROWS), APP))
    assert resource["name"] == "contoso/add"
    (policy,) = resource["properties"]["accessPolicies"]
    assert policy["permissions"] == {"secrets": ["get", "list", "set"], "keys": ["sign"]}
    assert policy["objectId"].startswith("[reference(resourceId('local', 'Microsoft.Web/sites'")


def test_the_bicep_form_names_app_and_vault_once() -> None:
    text = bicep_fragment(read_rows(ROWS), APP)
    assert text.count("existing = {") == 2
    assert "secrets: ['get', 'list', 'set']" in text
    assert "parent: vaultContoso" in text


def test_nothing_needed_is_nothing_said() -> None:
    assert az_commands(read_rows([]), APP) == ""
    assert json.loads(arm_fragment(read_rows([]), APP)) == []


_NAMES = st.lists(st.sampled_from(["get", "list", "set", "delete", "purge"]), min_size=1)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(["a1", "b2", "c3"]), _NAMES))
def test_every_form_says_the_same(needs: dict[str, list[str]]) -> None:
    base = VAULT.rpartition("/")[0]
    rows = [{"vaultId": f"{base}/{v}", "kind": "secrets", "names": n} for v, n in needs.items()]
    needed = read_rows(rows)
    wanted = {(vault, name) for vault, names in needs.items() for name in names}
    commands = [shlex.split(line) for line in az_commands(needed, APP).splitlines()]
    by_az = {
        (words[4], name)
        for words in commands
        for name in words[words.index("--secret-permissions") + 1 :]
    }
    by_arm = {
        (resource["name"].partition("/")[0], name)
        for resource in json.loads(arm_fragment(needed, APP))
        for name in resource["properties"]["accessPolicies"][0]["permissions"]["secrets"]
    }
    assert by_az == by_arm == wanted

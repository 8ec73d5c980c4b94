"""A bound template, from parameters to outputs, as a deployment engine uses it."""

from typing import Any

from nameplate.template.document.template import Template
from nameplate.template.references import Wanted, settle
from nameplate.template.secrets import reveal
from tests.fakes.template_world import GROUP, FakeResources, environment
from tests.template.evaluating import document

SITE = f"{GROUP}/providers/Microsoft.Web/sites/app1"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv1"
PRINCIPAL = "99999999-0000-0000-0000-000000000000"

BICEP: dict[str, Any] = document(
    languageVersion="2.0",
    definitions={
        "settings": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 2},
                "slots": {"type": "array", "items": {"type": "string"}, "nullable": True},
            },
        }
    },
    functions=[
        {
            "namespace": "__bicep",
            "members": {
                "suffix": {
                    "parameters": [{"name": "base", "type": "string"}],
                    "output": {"type": "string", "value": "[format('{0}1', parameters('base'))]"},
                }
            },
        }
    ],
    parameters={
        "settings": {"$ref": "#/definitions/settings"},
        "password": {"type": "securestring"},
    },
    variables={
        "copy": [
            {
                "name": "slotNames",
                "count": (
                    "[length(coalesce(tryGet(parameters('settings'), 'slots'), createArray()))]"
                ),
                "input": (
                    "[format('{0}-slot', parameters('settings').slots[copyIndex('slotNames')])]"
                ),
            }
        ],
        "appName": "[__bicep.suffix(parameters('settings').name)]",
    },
    resources={
        "app": {
            "type": "Microsoft.Web/sites",
            "apiVersion": "2023-01-01",
            "name": "[variables('appName')]",
            "location": "[resourceGroup().location]",
            "identity": {"type": "SystemAssigned"},
            "properties": {"serverFarmId": "[resourceId('Microsoft.Web/serverfarms', 'plan')]"},
            "dependsOn": ["plan"],
        },
        "plan": {
            "type": "Microsoft.Web/serverfarms",
            "apiVersion": "2023-01-01",
            "name": "plan",
            "location": "westeurope",
            "sku": {"name": "B1"},
        },
        "slots": {
            "copy": {"name": "slots", "count": "[length(variables('slotNames'))]"},
            "type": "Microsoft.Web/sites/slots",
            "apiVersion": "2023-01-01",
            "name": (
                "[format('{0}/{1}', variables('appName'), variables('slotNames')[copyIndex()])]"
            ),
            "dependsOn": ["app"],
        },
        "vault": {
            "type": "Microsoft.KeyVault/vaults",
            "apiVersion": "2023-07-01",
            "name": "kv1",
            "properties": {
                "tenantId": "[subscription().tenantId]",
                "accessPolicies": [
                    {
                        "objectId": "[reference('app', '2023-01-01', 'full').identity.principalId]",
                        "permissions": {"secrets": ["get"]},
                    }
                ],
            },
        },
        "secret": {
            "type": "Microsoft.KeyVault/vaults/secrets",
            "apiVersion": "2023-07-01",
            "name": "[format('{0}/{1}', 'kv1', 'db')]",
            "properties": {"value": "[parameters('password')]"},
            "dependsOn": ["vault"],
        },
        "role": {
            "type": "Microsoft.Authorization/roleAssignments",
            "apiVersion": "2022-04-01",
            "scope": "[resourceId('Microsoft.KeyVault/vaults', 'kv1')]",
            "name": "[guid(resourceId('Microsoft.Web/sites', variables('appName')), 'reader')]",
            "properties": {
                "principalId": "[reference('app', '2023-01-01', 'full').identity.principalId]"
            },
            "dependsOn": ["app", "vault"],
        },
    },
    outputs={
        "principal": {
            "type": "string",
            "value": "[reference('app', '2023-01-01', 'full').identity.principalId]",
        },
        "uri": {"type": "string", "value": "[reference('vault').vaultUri]"},
        "password": {"type": "securestring", "value": "[parameters('password')]"},
    },
)
GIVEN = {
    "settings": {"value": {"name": "app", "slots": ["blue", "green"]}},
    "password": {"value": "hush"},
}


class World(FakeResources):
    """Resources that answer as the engine would."""

    def find(self, wanted: Wanted) -> Any:
        self.asked.append(wanted)
        if wanted.resource_id == SITE:
            return {"identity": {"principalId": PRINCIPAL}, "properties": {}}
        return {"vaultUri": "https://kv1.vault.test/"}


async def test_a_template_as_bicep_writes_it() -> None:
    bound = Template.read(BICEP).bind(GIVEN, environment())
    plan = bound.plan()
    assert [node.symbol for node in plan] == [
        "plan",
        "app",
        "slots",
        "slots",
        "vault",
        "secret",
        "role",
    ]
    needed = {node.symbol: node.dependencies for node in plan}
    assert needed["vault"] == (SITE,)
    assert set(needed["role"]) == {SITE, VAULT}

    world = World()
    bodies = {node.id: await settle(node.evaluate, world.fetch) for node in plan.active}
    policy = bodies[VAULT]["properties"]["accessPolicies"][0]
    assert policy == {"objectId": PRINCIPAL, "permissions": {"secrets": ["get"]}}
    secret = bodies[f"{VAULT}/secrets/db"]
    assert "hush" not in repr(secret)
    assert reveal(secret) == {"properties": {"value": "hush"}}

    outputs = await settle(bound.outputs, world.fetch)
    assert {name: each.document for name, each in outputs.items()} == {
        "principal": {"type": "String", "value": PRINCIPAL},
        "uri": {"type": "String", "value": "https://kv1.vault.test/"},
        "password": {"type": "SecureString"},
    }
    assert bound.shown_parameters["password"] == {"type": "SecureString"}


def test_outputs_plan_by_themselves_where_nobody_has() -> None:
    bound = Template.read(BICEP).bind(GIVEN, environment())
    assert bound.outputs(World())["principal"].value == PRINCIPAL

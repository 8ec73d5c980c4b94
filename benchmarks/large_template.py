"""A template of any size: identities whose tags are expressions, in chains of ten.

Twenty expressions a resource: 500 resources have 10,000.
"""

from typing import Any, Final

EXPRESSIONS: Final = 20
_SCHEMA: Final = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_TYPE: Final = "Microsoft.ManagedIdentity/userAssignedIdentities"
_CHAIN: Final = 10
_TAGS: Final = (
    "[concat(parameters('prefix'), '-', '{n}')]",
    "[toUpper(format('{{0}}/{{1}}', resourceGroup().name, {n}))]",
    "[string(add(mul({n}, 3), length(variables('words'))))]",
    "[uniqueString(resourceGroup().id, '{n}')]",
    "[variables('words')[mod({n}, 3)]]",
    "[if(equals(mod({n}, 2), 0), 'even', 'odd')]",
    "[base64(take(guid('{n}'), 8))]",
    "[join(map(variables('words'), lambda('w', toUpper(lambdaVariables('w')))), '.')]",
    "[replace(subscription().subscriptionId, '-', '')]",
)


def template(resources: int) -> dict[str, Any]:
    """A template with so many resources."""
    return {
        "$schema": _SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {"prefix": {"type": "string", "defaultValue": "bench"}},
        "variables": {"words": ["one", "two", "three"]},
        "resources": [_resource(number) for number in range(resources)],
    }


def _resource(number: int) -> dict[str, Any]:
    """Its name, its place, what it waits for; the rest of its expressions are tags."""
    waits = number % _CHAIN > 0
    tags = range(EXPRESSIONS - (3 if waits else 2))
    before = f"[resourceId('{_TYPE}', format('{{0}}-{number - 1}', parameters('prefix')))]"
    return {
        "type": _TYPE,
        "apiVersion": "2023-01-31",
        "name": f"[format('{{0}}-{number}', parameters('prefix'))]",
        "location": "[resourceGroup().location]",
        "tags": {f"t{at}": _TAGS[at % len(_TAGS)].format(n=number) for at in tags},
        "dependsOn": [before] if waits else [],
    }

"""Bad templates over sockets: Azure's code and words, who failed, and what is left behind.

Each is sent to the installed command's server as it stands. What is refused at once leaves no
deployment behind; what fails on its way leaves one that says which resource failed and why.
"""

import json
import time
from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.running import Answer, Platform

VERSION: Final = "?api-version=2021-04-01"
SCHEMA: Final = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
IDENTITIES: Final = "Microsoft.ManagedIdentity/userAssignedIdentities"
GROUP: Final = "bad-templates"
SECRET: Final = "Never-to-be-seen-1"
PATIENCE: Final = 60.0

Case = tuple[Any, str, str]
"""A template (with parameters under ``given``), the code of its refusal, and some of its words."""


def identity(name: str, **more: Any) -> dict[str, Any]:
    head = {"type": IDENTITIES, "apiVersion": "2023-01-31", "name": name, "location": "westeurope"}
    return {**head, **more}


def template(*resources: Any, **more: Any) -> dict[str, Any]:
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources), **more}


def parameter(value: Any, **declared: Any) -> dict[str, Any]:
    return {**template(parameters={"p": declared}), "given": {"p": {"value": value}}}


def copied(count: Any) -> dict[str, Any]:
    copy = {"name": "loop", "count": count}
    return template(identity("[concat('loop-', copyIndex())]", copy=copy))


def output(expression: str, kind: str = "int", **more: Any) -> dict[str, Any]:
    return template(outputs={"o": {"type": kind, "value": expression}}, **more)


def nested(depth: int) -> dict[str, Any]:
    inner = template()
    for level in range(depth):
        properties = {"mode": "Incremental", "template": inner}
        kind = {"type": "Microsoft.Resources/deployments", "apiVersion": "2021-04-01"}
        inner = template({**kind, "name": f"level-{level}", "properties": properties})
    return inner


def doubled(times: int) -> dict[str, str]:
    """Variables of which each is twice the one before."""
    found = {"v0": "aaaaaaaaaaaaaaaa"}
    for at in range(1, times):
        found[f"v{at}"] = f"[concat(variables('v{at - 1}'), variables('v{at - 1}'))]"
    return found


REFUSED: Final[Mapping[str, Case]] = {
    "unknown function": (template(identity("[frob('a')]")), "InvalidTemplate", "'frob' is not va"),
    "too few arguments": (template(identity("[toLower()]")), "InvalidTemplate", "while 0 were"),
    "wrong argument type": (
        template(identity("[toLower(1)]")),
        "InvalidTemplate",
        "expects its parameter to be of type 'String'",
    ),
    "unclosed call": (template(identity("[concat('a']")), "InvalidTemplate", "'RightParenthesis'"),
    "cycle": (
        template(identity("one", dependsOn=["two"]), identity("two", dependsOn=["one"])),
        "InvalidTemplate",
        "Circular dependency detected on resource: '/subscriptions/",
    ),
    "cycle of variables": (
        output("[variables('a')]", variables={"a": "[variables('b')]", "b": "[variables('a')]"}),
        "InvalidTemplate",
        "Circular dependency detected: 'a' -> 'b' -> 'a'",
    ),
    "circular copy": (
        template(
            identity("[concat('c-', copyIndex())]", copy={"name": "c", "count": 2}, dependsOn=["c"])
        ),
        "InvalidTemplate",
        "Circular dependency",
    ),
    "missing parameter": (
        template(parameters={"p": {"type": "string"}}),
        "InvalidTemplate",
        "'p' at line '1' and column",
    ),
    "undeclared parameter": (
        {**template(), "given": {"q": {"value": 1}}},
        "InvalidTemplate",
        "'q' in the parameters file are not valid",
    ),
    "parameter of another type": (parameter("x", type="int"), "InvalidTemplate", "type 'Integer'"),
    "parameter not allowed": (
        parameter("c", type="string", allowedValues=["a", "b"]),
        "InvalidTemplate",
        "not part of the allowed value(s): 'a,b'",
    ),
    "parameter too small": (
        parameter(1, type="int", minValue=3),
        "InvalidTemplate",
        "greater than or equal to '3'",
    ),
    "secret too long": (
        parameter(SECRET, type="secureString", maxLength=3),
        "InvalidTemplate",
        "less than or equal to '3'",
    ),
    "secret in a refused name": (
        {
            **template(
                identity("[concat('!!', parameters('p'))]"),
                parameters={"p": {"type": "secureString"}},
            ),
            "given": {"p": {"value": SECRET}},
        },
        "InvalidResourceName",
        "is invalid",
    ),
    "duplicate": (
        template(identity("twice"), identity("TWICE")),
        "InvalidTemplate",
        "defined multiple times in a template",
    ),
    "huge loop": (copied(100_000), "InvalidTemplate", "cannot exceed '800'"),
    "negative loop": (copied(-1), "InvalidTemplate", "positive integer"),
    "loop of a text": (copied("many"), "InvalidTemplate", "positive integer"),
    "deep expression": (
        template(identity(f"[{'concat(' * 300}'a'{')' * 300}]")),
        "InvalidTemplate",
        "more than '100' levels deep",
    ),
    "deep deployments": (nested(7), "InvalidTemplate", "'5'"),
    "doubled text": (
        output("[length(variables('v39'))]", variables=doubled(40)),
        "InvalidTemplate",
        "exceeds '4194304'",
    ),
    "dependency on nothing": (
        template(identity("one", dependsOn=["nobody"])),
        "InvalidTemplate",
        "The resource 'nobody' is not defined in the template",
    ),
    "reference in a name": (
        template(identity("[reference('nobody').name]")),
        "InvalidTemplate",
        "'reference' is not expected at this location",
    ),
    "unknown namespace": (
        template({"type": "Foo.Bar/bazs", "apiVersion": "2020-01-01", "name": "x"}),
        "NoRegisteredProviderFound",
        "The known namespaces are: Microsoft.Authorization,",
    ),
    "no version": (
        template(identity("one-one", apiVersion="newest")),
        "InvalidApiVersionParameter",
        "'newest' is invalid",
    ),
    "name of too few segments": (
        template({"type": "Microsoft.Web/sites/config", "apiVersion": "2022-03-01", "name": "x"}),
        "InvalidTemplate",
        "incorrect segment lengths",
    ),
    "group in a group": (
        template(
            {
                "type": "Microsoft.Resources/resourceGroups",
                "apiVersion": "2021-04-01",
                "name": "inner",
                "location": "westeurope",
            }
        ),
        "InvalidResourceScope",
        "lives in a subscription",
    ),
    "another subscription": (
        template(identity("one", scope="/subscriptions/00000000-0000-0000-0000-000000000001")),
        "SubscriptionNotFound",
        "00000000-0000-0000-0000-000000000001",
    ),
    "unknown schema": (
        template() | {"$schema": "https://example.org/t.json"},
        "InvalidTemplate",
        "The template schema 'https://example.org/t.json' is not supported",
    ),
    "resources of text": (template() | {"resources": "x"}, "InvalidTemplate", "type 'Array'"),
    "member of no template": (template(extra=1), "InvalidTemplate", "find member 'extra'"),
}

FAILED: Final[Mapping[str, Case]] = {
    "reference to nothing": (
        output(f"[reference(resourceId('{IDENTITIES}', 'nobody'), '2023-01-31').clientId]"),
        "ResourceNotFound",
        f"'{IDENTITIES}/nobody' under resource group '{GROUP}' was not found",
    ),
    "steps without end": (
        output("[length(map(range(0, 10000), lambda('x', range(0, 10000))))]"),
        "DeploymentOutputEvaluationFailed",
        "exceeds the limit of '1000000' steps",
    ),
    "output of another type": (
        output("[createArray(1)]"),
        "DeploymentOutputEvaluationFailed",
        "Expected 'Integer'. Actual 'Array'",
    ),
    "division by zero": (output("[div(1, 0)]"), "DeploymentOutputEvaluationFailed", "divide by"),
}

BODIES: Final[Mapping[str, tuple[bytes, str]]] = {
    "cut off": (b'{"properties": {"mode": "Incremental", "template": {"$schema"', "InvalidRequest"),
    "empty": (b"", "InvalidRequestContent"),
    "an array": (b"[]", "InvalidRequestContent"),
    "no text": (b"\xff\xfe\x00", "InvalidRequestContent"),
    "brackets without end": (b'{"properties":' + b"[" * 200_000, "InvalidRequestContent"),
    "an unknown mode": (
        b'{"properties": {"mode": "Foo", "template": {}}}',
        "InvalidRequestContent",
    ),
    "no template": (b'{"properties": {"mode": "Incremental"}}', "InvalidDeployment"),
}


@pytest.fixture(scope="module")
def deployments(served: Platform) -> str:
    """The deployments of a group of their own."""
    served.run("group", "create", "-n", GROUP, "-l", "westeurope")
    group = f"/subscriptions/{served.subscription_id}/resourceGroups/{GROUP}"
    return f"{group}/providers/Microsoft.Resources/deployments"


def put(served: Platform, path: str, document: Mapping[str, Any]) -> Answer:
    held = dict(document)
    given = held.pop("given", {})
    properties = {"mode": "Incremental", "template": held, "parameters": given}
    return served.arm("PUT", path + VERSION, {"properties": properties})


def ended(served: Platform, path: str) -> Any:
    """A deployment's properties once it is over."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        properties = served.arm("GET", path + VERSION).json()["properties"]
        if properties["provisioningState"] not in ("Accepted", "Running"):
            return properties
        time.sleep(0.05)
    pytest.fail("the deployment does not end")


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_template_is_refused_and_leaves_nothing(
    served: Platform, deployments: str, name: str
) -> None:
    document, code, words = REFUSED[name]
    path = f"{deployments}/refused"
    answer = put(served, path, document)
    error = answer.json()["error"]
    assert 400 <= answer.status < 500
    assert error["code"] == code
    assert words in json.dumps(error, ensure_ascii=False)
    assert SECRET not in answer.body.decode()
    if code == "InvalidTemplate":
        assert error["additionalInfo"][0]["type"] == "TemplateViolation"
    assert served.arm("GET", path + VERSION).status == 404


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_deployment_is_refused(
    served: Platform, deployments: str, name: str
) -> None:
    body, code = BODIES[name]
    answer = served.send(
        "PUT",
        "management.azure.com",
        f"{deployments}/refused{VERSION}",
        body=body,
        headers=[
            ("Authorization", f"Bearer {served.token('https://management.azure.com/')}"),
            ("Content-Type", "application/json"),
        ],
    )
    error = answer.json()["error"]
    assert answer.status == 400
    assert error["code"].startswith(code)
    assert error["message"]


@pytest.mark.parametrize("name", FAILED)
def test_what_is_found_on_the_way_fails_the_deployment(
    served: Platform, deployments: str, name: str
) -> None:
    document, code, words = FAILED[name]
    path = f"{deployments}/{name.replace(' ', '-')}"
    assert put(served, path, document).status == 201
    properties = ended(served, path)
    assert properties["provisioningState"] == "Failed"
    (detail,) = properties["error"]["details"]
    assert detail["code"] == code
    assert words in detail["message"]


def test_a_provider_that_fails_half_way_leaves_the_rest(served: Platform, deployments: str) -> None:
    """What does not depend on it is there, what does was never begun, and all of it is told."""
    vault = {
        "type": "Microsoft.KeyVault/vaults",
        "apiVersion": "2022-07-01",
        "name": "half-way-vault",
        "location": "westeurope",
        "properties": {
            "tenantId": "00000000-0000-0000-0000-000000000001",
            "sku": {"family": "A", "name": "standard"},
            "accessPolicies": [],
        },
    }
    after = identity("half-after", dependsOn=["half-way-vault"])
    path = f"{deployments}/half-way"
    assert put(served, path, template(vault, identity("half-beside"), after)).status == 201
    properties = ended(served, path)
    assert properties["error"]["code"] == "DeploymentFailed"
    assert len(properties["error"]["details"]) == 1

    operations = served.arm("GET", f"{path}/operations{VERSION}").json()["value"]
    states = {
        each["properties"]["targetResource"]["resourceName"]: each["properties"][
            "provisioningState"
        ]
        for each in operations
    }
    assert states == {"half-way-vault": "Failed", "half-beside": "Succeeded"}
    group = deployments.partition("/providers/")[0]
    held = served.arm("GET", f"{group}/resources{VERSION}").json()["value"]
    assert [each["name"] for each in held] == ["half-beside"]


def test_tokens_are_given_while_a_template_computes(served: Platform, deployments: str) -> None:
    """An evaluation of a million steps takes seconds; who asks for anything else is not held up."""
    inner = "map(range(0, 9999), lambda('y', add(lambdaVariables('x'), lambdaVariables('y'))))"
    path = f"{deployments}/computes"
    expression = f"[length(map(range(0, 9999), lambda('x', {inner})))]"
    assert put(served, path, output(expression)).status == 201
    running = 0
    while True:
        properties = served.arm("GET", path + VERSION).json()["properties"]
        if properties["provisioningState"] not in ("Accepted", "Running"):
            break
        running += 1
    assert properties["provisioningState"] == "Failed"
    assert running > 3

"""Templates that recorders cut off are built anew from what the answers show."""

import json
from dataclasses import replace
from typing import Any

from tests.fidelity.records import Exchange, read_exchange
from tests.fidelity.scenarios.arm_deployments import DeploymentSetup
from tests.running import Answer

GROUP = "/subscriptions/s/resourceGroups/g"
PATH = f"{GROUP}/providers/Microsoft.Resources/deployments/d"
ACCOUNT = "providers/Microsoft.Storage/storageAccounts"
SHOWN = {
    "mode": "Incremental",
    "templateHash": "1",
    "parameters": {"crossRg": {"type": "String", "value": "other"}},
    "providers": [
        {
            "namespace": "Microsoft.Storage",
            "resourceTypes": [{"resourceType": "storageAccounts", "locations": ["westus"]}],
        }
    ],
    "validatedResources": [
        {"id": f"{GROUP}/{ACCOUNT}/one"},
        {"id": f"/subscriptions/s/resourceGroups/other/{ACCOUNT}/two"},
    ],
}


class FakePlatform:
    """Answers everything with nothing, and remembers it."""

    tenant_id = "t"
    subscription_id = "s"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def arm(self, method: str, path: str, document: Any = None) -> Answer:
        self.asked.append((method, path))
        return Answer(404, (), b"")


def exchange(
    verb: str = "validate", *, body: Any = None, shown: Any = SHOWN, status: int = 200
) -> Exchange:
    answer = {"status": status, "body": {"properties": shown} if shown else {"error": {}}}
    request = {"method": "POST", "host": "h", "path": f"{PATH}/{verb}?api-version=1", "body": body}
    made = read_exchange({"service": "arm-resources", "request": request, "response": answer})
    assert made is not None
    return made


def setup(*exchanges: Exchange) -> DeploymentSetup:
    return DeploymentSetup(FakePlatform(), str, exchanges)


def test_what_was_sent_whole_is_sent_as_it_was() -> None:
    raw = '{"properties": {"mode": "Incremental", template:{"resources": []}}}'
    dictionary: dict[str, Any] = {"properties": {"template": {}}}

    assert setup().body(exchange(body=raw)) == raw
    assert setup().body(exchange(body=dictionary)) == dictionary


def test_a_template_is_built_of_its_answer() -> None:
    body = setup().body(exchange(body='{"properties": {"par...<trimmed>'))["properties"]
    nested, own = body["template"]["resources"]

    assert body["parameters"] == {"crossRg": {"value": "other"}}
    assert body["template"]["parameters"] == {"crossRg": {"type": "String"}}
    assert (own["type"], own["name"]) == ("Microsoft.Storage/storageAccounts", "one")
    assert (own["location"], own["sku"]) == ("westus", {"name": "Standard_LRS"})
    assert (nested["type"], nested["resourceGroup"]) == ("Microsoft.Resources/deployments", "other")
    assert [each["name"] for each in nested["properties"]["template"]["resources"]] == ["two"]
    assert "outputs" not in body["template"]


def test_the_rest_of_a_text_is_that_of_the_same_deployment() -> None:
    whole = exchange(body='{"properties": {"mode": "Incremental", template:{"a": 1}}}')
    cut = exchange("whatIf", body='{"properties": {"x": 1, template:{"a...<trimmed>')

    assert setup(whole, cut).body(cut) == '{"properties": {"x": 1, template:{"a": 1}}}'


def test_what_was_refused_differs_by_its_values() -> None:
    text = '{"properties": {"parameters": {"CrossRg": {"value": "nowhere"}}...<trimmed>'
    refused = exchange(body=text, shown=None, status=404)

    body = setup(exchange(), refused).body(refused)

    assert body["properties"]["parameters"]["crossRg"]["value"] == "nowhere"
    assert body["properties"]["template"]["resources"][0]["resourceGroup"] == "nowhere"


def test_a_deployment_is_about_every_type_that_it_names() -> None:
    made = exchange()
    poll = replace(made, path="/subscriptions/s/operationresults/x", response_body=None)
    beside = replace(made, path=GROUP, response_body=None)
    prepared = setup(made)

    assert set(prepared.types(made)) == {"Microsoft.Storage/storageAccounts"}
    assert set(prepared.types(poll)) == {"Microsoft.Storage/storageAccounts"}
    assert list(prepared.types(beside)) == []


def test_the_groups_of_its_resources_are_there() -> None:
    platform = FakePlatform()
    DeploymentSetup(platform, str, ()).prepare(exchange())

    made = {json.dumps(path) for method, path in platform.asked if method == "PUT"}
    assert {each.rpartition("/")[2].partition("?")[0] for each in made} == {"g", "other"}

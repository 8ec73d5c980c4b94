"""A deployment's request: what is taken, and the words for what is not."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.resource_manager.deployments.preparation.place import place_at
from nameplate.resource_manager.deployments.preparation.prepared import Mode, OnError, OnErrorType
from nameplate.resource_manager.deployments.preparation.request import (
    DeploymentRequest,
    read_mode,
    read_request,
)
from nameplate.template.document.nested import Link
from tests.providers.stand import GROUP, SUB
from tests.resource_manager.deployments.preparing import template

IN_GROUP = place_at(GROUP, "d1")
IN_SUBSCRIPTION = place_at(SUB, "d1")
TEMPLATE = template()


def read(properties: Any, place: Any = IN_GROUP, **more: Any) -> DeploymentRequest:
    known = {"mode": "Incremental", "template": TEMPLATE}
    wanted = {**known, **properties}
    return read_request(
        {"properties": {k: v for k, v in wanted.items() if v is not None}, **more}, place
    )


def refused(properties: Any, place: Any = IN_GROUP, **more: Any) -> BadRequest:
    with pytest.raises(BadRequest) as caught:
        read(properties, place, **more)
    return caught.value


def test_a_request_is_read_whole() -> None:
    found = read(
        {
            "mode": "complete",
            "parameters": {"a": {"value": 1}},
            "debugSetting": {"detailLevel": "requestContent, responseContent"},
            "onErrorDeployment": {"type": "SpecificDeployment", "deploymentName": "before"},
            "expressionEvaluationOptions": {"scope": "Outer"},
        },
        tags={"team": "a"},
    )
    assert found.mode is Mode.COMPLETE
    assert found.template == TEMPLATE
    assert found.parameters == {"a": {"value": 1}}
    assert found.debug_setting == {"detailLevel": "requestContent, responseContent"}
    assert found.on_error == OnError(OnErrorType.SPECIFIC, "before")
    assert found.tags == {"team": "a"}
    assert found.place == IN_GROUP


def test_what_only_answers_carry_is_read_over() -> None:
    more = {"provisioningState": "Succeeded", "templateHash": "1", "dependencies": []}
    assert read(more, id="x", type="y").mode is Mode.INCREMENTAL


def test_links_stand_in_the_place_of_what_they_lead_to() -> None:
    links = {
        "template": None,
        "templateLink": {"uri": "https://a.example/t.json", "queryString": "sig=1"},
        "parametersLink": {"uri": "https://a.example/p.json", "contentVersion": "1.0.0.0"},
    }
    found = read(links)
    assert found.template is None
    assert found.template_link == Link(uri="https://a.example/t.json", query_string="sig=1")
    assert found.parameters_link == Link(uri="https://a.example/p.json", content_version="1.0.0.0")


def test_above_groups_a_location_is_wanted() -> None:
    assert read({}, IN_SUBSCRIPTION, location="West US").place.location == "westus"
    located = replace(IN_SUBSCRIPTION, location="westus")
    assert read({}, located).place.location == "westus"
    missing = refused({}, IN_SUBSCRIPTION)
    assert missing.code == "InvalidDeployment"
    assert missing.message == (
        "The 'location' property must be specified for 'd1'. Please see "
        "https://aka.ms/arm-deployment-subscription for usage details."
    )
    unknown = refused({}, IN_SUBSCRIPTION, location="atlantis")
    assert unknown.code == "LocationNotAvailableForDeployment"


def test_in_a_group_a_location_is_refused() -> None:
    found = refused({}, location="westus")
    assert found.message.startswith(
        "The 'location' property is not allowed for 'd1' at resource group scope."
    )


def test_only_groups_can_be_complete() -> None:
    found = refused({"mode": "Complete"}, IN_SUBSCRIPTION, location="westus")
    assert found.code == "InvalidDeployment"
    assert "'Incremental'" in found.message
    assert read_mode("nonsense", IN_GROUP) is None


@pytest.mark.parametrize(
    ("properties", "code", "words"),
    [
        ({"template": None}, "InvalidDeployment", "either the property 'template' or"),
        ({"templateLink": {"uri": "x"}}, "InvalidDeployment", "and not both"),
        ({"mode": None}, "InvalidRequestContent", "Required property 'mode'"),
        ({"mode": "Increment"}, "InvalidRequestContent", "type 'DeploymentMode'"),
        ({"mode": 3}, "InvalidRequestContent", "Error converting value 3"),
        ({"template": "text"}, "InvalidRequestContent", "to type 'Object'"),
        ({"templateLink": {}}, "InvalidRequestContent", "Required property 'uri'"),
        ({"templateLink": {"url": "x"}}, "InvalidRequestContent", "Could not find member 'url'"),
        ({"parameters": []}, "InvalidRequestContent", "properties.parameters"),
        (
            {"parameters": {"a": "b"}},
            "InvalidRequestContent",
            "to type 'DeploymentParameterDefinition'. Path 'properties.parameters.a'",
        ),
        (
            {"parameters": {"a": {"value": 1, "metadata": {}}}},
            "InvalidRequestContent",
            "Could not find member 'metadata' on object of type 'DeploymentParameterDefinition'",
        ),
        (
            {"parameters": {"a": {"value": 1, "reference": {}}}},
            "InvalidRequestContent",
            "both a value and a reference",
        ),
        (
            {"parameters": {"a": {"value": 1}}, "parametersLink": {"uri": "x"}},
            "InvalidDeployment",
            "'parametersLink'",
        ),
        ({"debugSetting": {"detailLevel": "all"}}, "InvalidRequestContent", "DetailLevel"),
        ({"onErrorDeployment": {}}, "InvalidRequestContent", "OnErrorDeploymentType"),
        (
            {"onErrorDeployment": {"type": "SpecificDeployment"}},
            "InvalidDeployment",
            "'deploymentName'",
        ),
        ({"nope": 1}, "InvalidRequestContent", "Could not find member 'nope'"),
        (
            {"expressionEvaluationOptions": {"scope": "sideways"}},
            "InvalidRequestContent",
            "ExpressionEvaluationScope",
        ),
    ],
)
def test_malformed_requests_are_refused(properties: Any, code: str, words: str) -> None:
    found = refused(properties)
    assert found.code == code
    assert words in found.message


@pytest.mark.parametrize("tags", [["a"], {"a": 1}, "a", {"": "x"}])
def test_tags_are_texts(tags: Any) -> None:
    assert refused({}, tags=tags).code in ("InvalidRequestContent", "InvalidTag")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["mode", "template", "parameters", "templateLink", "uri", "value", "x"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(properties=JSON, location=JSON, tags=JSON)
@settings(max_examples=100, deadline=None)
def test_any_content_is_read_or_refused(properties: Any, location: Any, tags: Any) -> None:
    content = {"properties": properties, "location": location, "tags": tags}
    with suppress(BadRequest):
        found = read_request(content, IN_GROUP)
        assert (found.template is None) != (found.template_link is None)

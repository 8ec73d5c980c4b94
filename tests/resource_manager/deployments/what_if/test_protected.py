"""What nobody sees of a body."""

from nameplate.core.secret_value import SecretValue
from nameplate.resource_manager.deployments.what_if.differences import MASK, masked
from nameplate.resource_manager.deployments.what_if.protected import (
    hidden,
    laid_over,
    masking,
    secrets_in,
)
from nameplate.template.secrets import Concealed


def test_protected_properties_are_hidden_and_their_names_are_not() -> None:
    body = {
        "tags": {"a": "b"},
        "properties": {
            "siteConfig": {"appSettings": [{"name": "A", "value": "one"}], "alwaysOn": True},
            "other": 1,
        },
    }
    found = masked(hidden(body, ("siteConfig.appSettings", "nothing.there", "other.deeper")))
    config = found["properties"]["siteConfig"]
    assert config == {"appSettings": [{"name": "A", "value": MASK}], "alwaysOn": True}
    assert (found["tags"], found["properties"]["other"]) == ({"a": "b"}, 1)
    every = masked(
        hidden({"properties": {"A": "one", "B": {"type": "Custom", "value": 1}}}, ("*",))
    )
    assert every["properties"] == {"A": MASK, "B": {"type": "Custom", "value": MASK}}
    assert hidden({"a": 1}, ("*",)) == {"a": 1}
    assert hidden(body, ()) == body


def test_secrets_are_found_wherever_they_stand() -> None:
    body = {"a": [Concealed(1), {"b": SecretValue("x")}], "c": "open"}
    assert list(secrets_in(body)) == [1, "x"]


def test_a_text_that_a_secret_is_in_is_masked() -> None:
    show = masking(["longer", "x", 1, ""])
    assert show({"a": "no longer open", "b": ["x", "xy", 1], "c": Concealed(2)}) == {
        "a": MASK,
        "b": [MASK, "xy", 1],
        "c": MASK,
    }


def test_a_body_is_laid_over_a_document() -> None:
    before = {"location": "westeurope", "tags": {"a": "1"}, "properties": {"a": {"b": 1}, "c": [1]}}
    body = {"location": "West Europe", "tags": {"d": "2"}, "properties": {"a": {"e": 2}, "c": []}}
    assert laid_over(before, body) == {
        "location": "westeurope",
        "tags": {"d": "2"},
        "properties": {"a": {"b": 1, "e": 2}, "c": []},
    }
    assert laid_over({"location": "westeurope"}, {"location": "eastus"}) == {"location": "eastus"}

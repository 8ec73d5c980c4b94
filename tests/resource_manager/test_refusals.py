"""The words of Resource Manager: recorded or attested ones, letter by letter."""

from nameplate.authorization.decision import Denied
from nameplate.resource_manager import refusals
from tests.providers.stand import STRANGER


def test_recorded_words() -> None:
    assert refusals.group_not_found("g").message == "Resource group 'g' could not be found."
    assert refusals.resource_not_found("A.B/c", ("x",), "g").message == (
        "The Resource 'A.B/c/x' under resource group 'g' was not found. For more details please go "
        "to https://aka.ms/ARMResourceNotFoundFix"
    )
    assert refusals.parent_not_found("delete", "c/d", "/p").message == (
        "Failed to perform 'delete' on resource(s) of type 'c/d', because the parent resource '/p' "
        "could not be found."
    )


def test_every_refusal_is_the_gateways() -> None:
    for error in (
        refusals.missing_api_version(),
        refusals.subscription_not_found("s"),
        refusals.method_not_allowed("PUT", "/x", ("GET",)),
        refusals.authorization_failed(STRANGER, "a", "/s", Denied("it may not", "a")),
    ):
        assert refusals.GATEWAY in error.headers


def test_what_a_client_sent_is_cut() -> None:
    assert len(refusals.group_not_found("g" * 10_000).message) < 500
    assert len(refusals.unknown_namespace("g" * 10_000, ()).message) < 500


def test_a_refusal_says_why() -> None:
    error = refusals.authorization_failed(STRANGER, "a/read", "/s", Denied("because", "a/read"))
    linked = refusals.linked_authorization_failed(STRANGER, "a/write", "/s", ("b/join", "/t"))

    assert "(because.)" in error.message
    assert "'b/join' on the linked scope(s) '/t'" in linked.message

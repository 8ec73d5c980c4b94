"""The words of preflight: attested sentences, and failures told together."""

import pytest

from nameplate.core.errors import BadRequest, Forbidden, NotFound
from nameplate.resource_manager.deployments.preparation import preflight_refusals as refusals
from nameplate.template.marks import Mark
from tests.providers.stand import OPERATOR, STRANGER, VAULT


def test_a_vault_refuses_in_azures_words() -> None:
    assert refusals.vault_not_allowed(STRANGER, VAULT).message == (
        f"The client '{STRANGER.app_id}' with object id '{STRANGER.object_id}' does not have "
        "permission to perform action 'MICROSOFT.KEYVAULT/VAULTS/DEPLOY/ACTION' on the specified "
        f"KeyVault resource '{VAULT}'. Please see https://aka.ms/arm-keyvault for usage details."
    )
    assert "'operator'" in refusals.vault_not_allowed(OPERATOR, VAULT).message


def test_a_link_that_fails_has_a_tracking_id() -> None:
    found = refusals.content_not_available("https://a.example/x", "t", "404")
    assert found.message.startswith(
        "Unable to download deployment content from 'https://a.example/x'. The tracking Id is 't'."
    )


def test_one_failure_is_itself_and_several_are_details() -> None:
    bad, missing = BadRequest("A", "a"), NotFound("B", "b")
    assert refusals.together([bad]) is bad
    found = refusals.together([bad, missing, Forbidden("C", "c")])
    assert found.message == (
        "Multiple error occurred: BadRequest,NotFound,Forbidden. Please see details."
    )
    assert [each.code for each in found.details] == ["A", "B", "C"]


def test_limits_are_named() -> None:
    assert "'5' levels" in refusals.nested_too_deep("x", Mark(1, 2, "p")).message
    assert "'800'" in refusals.too_many_nested(800).message
    assert "'60' seconds" in refusals.took_too_long("x", 60.0).message


@pytest.mark.parametrize("long", ["x" * 5000])
def test_what_was_given_is_quoted_in_part(long: str) -> None:
    for found in (
        refusals.vault_not_found(long),
        refusals.location_unknown(long),
        refusals.content_link_invalid(long, ""),
        refusals.relative_path_without_base(long),
        refusals.template_spec(long),
    ):
        assert len(found.message) < 2000

"""Facts about what is stored."""

from dataclasses import replace

from nameplate.resource_manager.deployments.records import ProvisioningState
from tests.conformance.deployments_kit import GROUP, deployment


def test_what_is_accepted_or_runs_is_active() -> None:
    assert [state.value for state in ProvisioningState if state.active] == ["Accepted", "Running"]


def test_keys_are_in_lower_case() -> None:
    held = deployment()
    assert (held.key, held.scope_key) == (held.id.lower(), GROUP.lower())


def test_a_nested_deployment_is_not_outermost() -> None:
    held = deployment()
    assert held.outermost
    assert not replace(held, root="/another").outermost


def test_the_sealed_parts_are_not_in_its_repr() -> None:
    assert "sealed" not in repr(deployment())

"""What the control plane knows of its installation."""

from dataclasses import replace

from tests.providers.stand import SUB, Stand


def test_the_subscription_is_lower_case(stand: Stand) -> None:
    at = replace(stand.at, subscription_id=stand.at.subscription_id.upper())
    assert at.subscription == SUB

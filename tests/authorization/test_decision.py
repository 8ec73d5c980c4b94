"""A decision is true or false, and says why."""

from nameplate.authorization.decision import LEARNING, Allowed, Denied


def test_allowed_is_true_and_denied_is_false() -> None:
    assert Allowed("why", "policy")
    assert not Denied("why", "action")


def test_only_learning_makes_a_decision_learned() -> None:
    assert Allowed("why", LEARNING).learned
    assert not Allowed("why", "owner").learned

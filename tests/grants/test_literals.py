"""Names as texts."""

from nameplate.grants.literals import arm_text, bicep_text


def test_a_quote_ends_no_text_of_an_expression() -> None:
    assert arm_text("it's") == "'it''s'"
    assert arm_text("'), reference('x") == "'''), reference(''x'"


def test_nothing_in_a_text_of_bicep_is_run() -> None:
    assert bicep_text("it's ${here} \\") == "'it\\'s \\${here} \\\\'"
    assert bicep_text("a\nb") == "'a\\nb'"

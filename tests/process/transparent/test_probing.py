"""Whether a command can have a network of its own is tried, not guessed."""

from nameplate.process.transparent.probing import transparent_problem


def test_it_is_possible_or_there_are_words_for_why_not() -> None:
    problem = transparent_problem()

    assert problem is None or "--mode proxy" in problem

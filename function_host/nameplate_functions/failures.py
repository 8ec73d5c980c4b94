"""What can be wrong with a function app, said so that its author can repair it."""


class AppProblem(Exception):
    """The app, its ``host.json`` or its settings cannot be used as they are."""


class ConnectionProblem(AppProblem):
    """A connection's settings are missing or contradict one another."""


class CannotConvert(Exception):
    """A value does not fit the binding that it was given to."""

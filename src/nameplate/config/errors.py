"""What is wrong with the configuration, in one sentence that says what is accepted."""


class ConfigurationError(Exception):
    """A setting or a home that cannot be used; its text is meant for the person who set it."""

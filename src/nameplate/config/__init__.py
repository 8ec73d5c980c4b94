"""Settings, read once; this room is the only reader of the environment (DESIGN 1, "One home").

Owns ``Settings`` and where each value came from: defaults, ``nameplate.toml`` in the home,
``NAMEPLATE_*`` variables, flags, in this order; the home's own layout and its checks; the proxy
that the caller had. Imports no other room: what is wrong is a ``ConfigurationError`` with one
sentence, which the command line prints as it is.
"""

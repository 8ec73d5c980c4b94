"""The two parts of uvicorn that listeners are built from.

``import uvicorn`` also loads its command line, its reloaders and click: a third of what a listener
costs at start. Its package is therefore entered without running its ``__init__``, and taken out of
``sys.modules`` again, so that whoever imports uvicorn later gets the whole of it.
"""

import sys
from importlib.util import find_spec, module_from_spec

_PACKAGE = "uvicorn"

if _PACKAGE in sys.modules:
    from uvicorn.config import Config
    from uvicorn.protocols.http.httptools_impl import (
        STATUS_LINE,
        HttpToolsProtocol,
        RequestResponseCycle,
    )
    from uvicorn.server import ServerState
else:
    _spec = find_spec(_PACKAGE)
    if _spec is None:
        raise ImportError("uvicorn is not installed", name=_PACKAGE)
    sys.modules[_PACKAGE] = module_from_spec(_spec)
    try:
        from uvicorn.config import Config
        from uvicorn.protocols.http.httptools_impl import (
            STATUS_LINE,
            HttpToolsProtocol,
            RequestResponseCycle,
        )
        from uvicorn.server import ServerState
    finally:
        del sys.modules[_PACKAGE]

__all__ = [
    "STATUS_LINE",
    "Config",
    "HttpToolsProtocol",
    "RequestResponseCycle",
    "ServerState",
]

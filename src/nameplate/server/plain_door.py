"""Plain HTTP at the names that are served over TLS alone: everybody is sent there.

As App Service does for a site that takes HTTPS only. Some clients begin with ``http://``, az's
``webapp log tail`` among them.
"""

import re
from typing import Final

_HOST: Final = re.compile(rb"(?im)^host:[ \t]*([a-z0-9.-]{1,253})(?::\d{1,5})?[ \t]*\r?$")
_TARGET: Final = re.compile(rb"[A-Z]{1,20} (/[\x21-\x7e]{0,8000}) HTTP/1\.[01]")
_END: Final = b"Content-Length: 0\r\nConnection: close\r\n\r\n"


def moved(head: bytes) -> bytes:
    """The answer to a request's head: the same address over TLS, with the same method."""
    host, line = _HOST.search(head), head.partition(b"\r\n")[0]
    target = _TARGET.fullmatch(line)
    if host is None or target is None:
        return b"HTTP/1.1 400 Bad Request\r\n" + _END
    where = b"https://" + host[1].lower() + target[1]
    return b"HTTP/1.1 308 Permanent Redirect\r\nLocation: " + where + b"\r\n" + _END

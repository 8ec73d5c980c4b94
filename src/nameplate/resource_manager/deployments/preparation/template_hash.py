"""A template's hash: a decimal number of 64 bits, as ``templateHash`` is.

Azure's own algorithm is not public. This one, too, is the same for the same template however it is
spaced and its members are ordered: the first eight bytes of SHA-256 over its canonical JSON.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from nameplate.template.errors import parse_failed


def template_hash(document: Mapping[str, Any]) -> str:
    """The hash. Raises ``InvalidTemplate`` for an integer that no deployment can hold."""
    try:
        canonical = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        raise parse_failed("JSON integer is too large or small for an Int64.") from None
    return str(int.from_bytes(hashlib.sha256(canonical).digest()[:8], "big"))

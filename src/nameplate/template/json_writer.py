"""Values as text: compact JSON as ``string()`` gives it, and the single-quoted form of ``format``.

Neither writes more than it is allowed to: a value may stand in itself many times over.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

NODE_LIMIT: Final = 1_000_000
DEPTH_LIMIT: Final = 200


class TooLarge(Exception):
    """A value with more nodes, or deeper, than is written."""


def node_count(value: Any, limit: int = NODE_LIMIT, *, depth: int = DEPTH_LIMIT) -> int:
    """How many values a value is made of. Raises ``TooLarge`` past the limit."""
    if isinstance(value, str):
        return 1 + len(value) // 64
    if not isinstance(value, dict | list):
        return 1
    if depth == 0:
        raise TooLarge
    count = 1
    for held in value.values() if isinstance(value, dict) else value:
        count += node_count(held, limit - count, depth=depth - 1)
        if count > limit:
            raise TooLarge
    return count


def compact(value: Any) -> str:
    """JSON without spaces, non-ASCII text as it is."""
    node_count(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def quoted(value: Any) -> str:
    """JSON in single quotes, as .NET's composite formatting shows objects and arrays."""
    node_count(value)
    return _quoted(value)


def _quoted(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_text(k)}:{_quoted(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_quoted, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value)


def _text(value: str) -> str:
    inside = json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inside}'"

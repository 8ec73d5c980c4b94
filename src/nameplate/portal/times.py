"""Times on pages: readable, exact on hover; scripts put them in the reader's zone."""

import re
from datetime import UTC, datetime
from typing import Any, Final

from markupsafe import Markup, escape

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|\+00:00)")


def time_element(value: Any) -> Markup:
    """A ``<time>`` of seconds since 1970, or of a text such as ``2026-11-23T16:09:00.12Z``."""
    if isinstance(value, int | float):
        exact = exact_time(value)
        if not exact:
            return escape(value)
    elif isinstance(value, str) and _ISO.fullmatch(value):
        exact = value
    else:
        return escape("" if value is None else value)
    shown = f"{exact[:10]} {exact[11:16]} UTC"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(exact, exact, shown)


def exact_time(seconds: float) -> str:
    """Seconds since 1970 as ISO 8601; empty for what is in no calendar: claims say anything."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""

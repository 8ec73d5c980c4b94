"""Names as texts in an ARM expression and in Bicep: whatever is in a name stays a name. Pure.

Template reference, "Template functions in ARM templates" (a quote is doubled); Bicep reference,
"Strings" (escapes). For shells it is ``shlex.quote``.
"""

from typing import Final

_BICEP: Final = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def arm_text(text: str) -> str:
    """A text inside ``[...]`` of a template."""
    return "'" + text.replace("'", "''") + "'"


def bicep_text(text: str) -> str:
    """A text of Bicep, in which nothing is interpolated."""
    return "'" + text.translate(_BICEP).replace("${", "\\${") + "'"

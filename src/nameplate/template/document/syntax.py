"""Every expression of a template is parsed before any is evaluated: what is none is refused here.

Texts for people are left alone, and so are nested templates: those are read by themselves.
"""

from typing import Any, Final

from nameplate.template.errors import ExpressionFault, expression_failed
from nameplate.template.language.parser import is_expression, parse
from nameplate.template.marks import mark_of

_LEFT: Final = frozenset(("metadata", "comments", "template", "definitions"))


def check_syntax(value: Any) -> None:
    """Refuse the first string in brackets that is no expression, with its place."""
    if isinstance(value, dict):
        for name, held in value.items():
            if name.lower() not in _LEFT:
                _check(value, name, name)
                _check(value, name, held)
    elif isinstance(value, list):
        for at, held in enumerate(value):
            _check(value, at, held)


def _check(holder: Any, key: str | int, value: Any) -> None:
    if not isinstance(value, str):
        check_syntax(value)
    elif is_expression(value):
        try:
            parse(value)
        except ExpressionFault as fault:
            raise expression_failed(fault.message, mark_of(holder, key)) from None

"""Templates become pages: everything is escaped, and a name that is not there is an error."""

import shlex
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nameplate.portal.static import Static
from nameplate.portal.times import time_element

_FOLDER: Final = Path(__file__).parent / "templates"


class Pages:
    """Renders templates of this room."""

    def __init__(self, static: Static, path: Callable[..., str], **facts: Any) -> None:
        """``path("apps")`` gives the address of a route by its name; ``facts`` are for all."""
        self._facts = {"static": static.address, "path": path, **facts}

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """The text of a page."""
        return environment().get_template(template).render({**self._facts, **context})


def compile_all() -> None:
    """Compile every template, so that nobody waits for it who is the first to see a page."""
    made = environment()
    for name in made.list_templates(extensions=("html",)):
        made.get_template(name)


@cache
def environment() -> Environment:
    """The templates, compiled once in a process: they hold nothing of a portal."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["shell"] = shlex.quote
    made.filters["time"] = time_element
    made.filters["twice"] = lambda values: [(each, each) for each in values]
    return made

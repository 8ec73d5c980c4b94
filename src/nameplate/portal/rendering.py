"""Templates become pages: everything is escaped, and a name that is not there is an error."""

from collections.abc import Callable, Mapping
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
        environment = Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.filters["time"] = time_element
        environment.filters["twice"] = lambda values: [(each, each) for each in values]
        environment.globals |= {"static": static.address, "path": path, **facts}
        self._environment = environment

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """The text of a page."""
        return self._environment.get_template(template).render(context)

"""The app's settings: the only reader of the environment.

``%NAME%`` in a binding stands for a setting. A setting ``A:B`` may be written ``A__B``.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from nameplate_functions.failures import AppProblem

_REFERENCE: Final = re.compile(r"%([^%\s]+)%")


class Settings:
    """Settings by name, as the platform gave them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)
        self._folded = {name.lower(): value for name, value in self._values.items()}

    @classmethod
    def from_environment(cls) -> Self:
        return cls(os.environ)

    def get(self, name: str) -> str | None:
        """A setting's value; ``None`` when there is none."""
        for spelled in (name, name.replace(":", "__")):
            if spelled in self._values:
                return self._values[spelled]
            if spelled.lower() in self._folded:
                return self._folded[spelled.lower()]
        return None

    def section(self, prefix: str) -> dict[str, str]:
        """What stands below a name: ``Conn__accountName`` as ``accountname``."""
        folded = prefix.replace(":", "__").lower() + "__"
        return {
            name.removeprefix(folded): value
            for name, value in self._folded.items()
            if name.startswith(folded)
        }

    def flag(self, name: str) -> bool:
        """A setting that is on or off."""
        return (self.get(name) or "").strip().lower() in ("1", "true")

    def number(self, name: str) -> int | None:
        """A setting that is a whole number above zero."""
        text = self.get(name)
        if text is None or not text.strip():
            return None
        if not re.fullmatch(r"\s*[1-9][0-9]{0,8}\s*", text):
            raise AppProblem(f"setting {name}: '{text}' is not a whole number above zero")
        return int(text)

    def resolve(self, text: str, *, what: str) -> str:
        """Put settings in the place of ``%NAME%``. Raises ``AppProblem`` for unknown ones."""

        def value(found: re.Match[str]) -> str:
            setting = self.get(found[1])
            if setting is None:
                raise AppProblem(f"{what}: '%{found[1]}%' does not resolve to an app setting")
            return setting

        return _REFERENCE.sub(value, text)

    # What the platform says about the app

    @property
    def port(self) -> int:
        return self.number("PORT") or self.number("FUNCTIONS_HTTPWORKER_PORT") or 7071

    @property
    def site(self) -> str:
        return self.get("WEBSITE_SITE_NAME") or "functions"

    def data_folder(self, app: Path) -> Path:
        """Where keys and timers' states are kept when nobody says where."""
        state = self.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
        label = re.sub(r"[^A-Za-z0-9_-]", "_", f"{self.site}-{app.name}")
        return Path(state) / "nameplate-functions" / label

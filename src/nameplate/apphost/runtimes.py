"""The folders of the interpreters that apps and builds are run by: they must be able to read them.

Found by the server's own search path alone. What lies in an app's folder is the app's to write: a
link or a setting there must not open a folder that is hidden from it.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_EVERYBODYS: Final = ("/", "/usr", "/usr/local")


def runtimes(path: str, home: Path) -> tuple[str, ...]:
    """Their prefixes; none that holds the home or lies in it, and none that is there anyway."""
    places = [sys.executable, *_found(path)]
    hidden = home.resolve()
    found = dict.fromkeys(Path(os.path.realpath(each)).parent.parent for each in places)
    return tuple(
        str(each)
        for each in found
        if str(each) not in _EVERYBODYS
        and not each.is_relative_to(hidden)
        and not hidden.is_relative_to(each)
    )


def _found(path: str) -> Iterator[str]:
    for program in ("node", "python3", "func"):
        place = shutil.which(program, path=path)
        if place is not None:
            yield place

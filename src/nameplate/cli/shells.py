"""Variables as text that a shell, a dotenv file or a program reads. Pure."""

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from typing import Final

SHELLS: Final = ("bash", "fish", "powershell", "dotenv", "json")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def render(added: Mapping[str, str], removed: Iterable[str], shell: str) -> str:
    """Settings of ``added`` and, where the form can say so, removals. Sorted by name.

    Names that a shell cannot spell (an app setting may hold a dot) are left to ``json``.
    """
    if shell == "json":
        return json.dumps(dict(added), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    spelled = {name: added[name] for name in sorted(added) if _NAME.fullmatch(name)}
    gone = [name for name in sorted(removed) if _NAME.fullmatch(name)]
    lines = [_LINES[shell](name, text) for name, text in spelled.items()]
    return "".join(f"{line}\n" for line in [*(_removal(shell, n) for n in gone), *lines] if line)


def _removal(shell: str, name: str) -> str:
    return {
        "bash": f"unset {name}",
        "fish": f"set -e {name}",
        "powershell": f"Remove-Item -ErrorAction SilentlyContinue Env:{name}",
    }.get(shell, "")


def _bash(name: str, text: str) -> str:
    return f"export {name}={shlex.quote(text)}"


def _fish(name: str, text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {name} '{escaped}'"


def _powershell(name: str, text: str) -> str:
    quoted = text.replace("'", "''")
    return f"$Env:{name} = '{quoted}'"


def _dotenv(name: str, text: str) -> str:
    """Quoted, with escapes, where anything could be misread."""
    if re.fullmatch(r"[A-Za-z0-9_./:@%+,=-]*", text):
        return f"{name}={text}"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    escaped = escaped.replace("\n", "\\n")
    return f'{name}="{escaped}"'


_LINES: Final = {"bash": _bash, "fish": _fish, "powershell": _powershell, "dotenv": _dotenv}

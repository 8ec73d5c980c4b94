"""Task pages: every command of a page, run as it stands, from top to bottom in one shell.

````sh`` blocks are commands; one that ends in ``# refused`` must fail. A block with a file's name
(````json role.json``) is written to that file. ````text`` is what the block before it says, with
``...`` for what differs from run to run.
"""

import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FENCE: Final = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_REFUSED: Final = re.compile(r"\s+# refused$")
_SHELL: Final = ("bash", "-uo", "pipefail")
_BLOCK: Final = "=== block "


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced part of a page."""

    kind: str
    file: str
    text: str


def blocks(page: Path) -> list[Block]:
    """The fenced parts that say what they are."""
    found = _FENCE.findall(page.read_text(encoding="utf-8"))
    return [Block(kind, file, text) for kind, file, text in found]


def script(page: list[Block]) -> str:
    """The commands of all blocks as one script, which ends at the first that does not hold."""
    lines = []
    for number, block in enumerate(page):
        if block.kind == "sh":
            lines.append(f"echo '{_BLOCK}{number}'")
            lines += [each for line in _commands(block.text) for each in _checked(line)]
    return "\n".join((*lines, "true"))


def run(page: Path, folder: Path, variables: Mapping[str, str]) -> dict[int, str]:
    """Run a page in a folder; what each of its blocks said."""
    found = blocks(page)
    for block in found:
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
    done = subprocess.run(
        [*_SHELL, "-c", script(found)],
        cwd=folder,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return dict(_said(done.stdout))


def unsaid(page: Path, said: Mapping[int, str]) -> list[str]:
    """Lines of the page's ``text`` blocks that the block before did not say."""
    found, missing, last = blocks(page), [], 0
    for number, block in enumerate(found):
        last = number if block.kind == "sh" else last
        if block.kind == "text":
            for line in block.text.splitlines():
                shape = ".*".join(re.escape(part) for part in line.split("..."))
                if re.search(f"^{shape}$", said[last], re.MULTILINE) is None:
                    missing.append(line)
    return missing


def _commands(text: str) -> Iterator[str]:
    joined = text.replace("\\\n", " ")
    yield from (line for line in joined.splitlines() if line.strip())


def _checked(line: str) -> tuple[str, ...]:
    told = f"echo {shlex.quote(f'page: {line}')}"
    if _REFUSED.search(line):
        return told, f"{{ {_REFUSED.sub('', line)}\n}} && {{ {told}; exit 98; }}"
    return told, f"{{ {line}\n}} || {{ {told}; exit 97; }}"


def _said(output: str) -> Iterator[tuple[int, str]]:
    for part in output.split(_BLOCK)[1:]:
        number, _, text = part.partition("\n")
        yield int(number), text

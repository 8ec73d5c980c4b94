"""Stands in for docker where there is no engine: the kernel's own parts of one.

A program of its own: ``docker_stand_in.py NAMESPACE ROOT MOUNTS GATEWAY PYTHON WORDS...``. It
knows ``run`` with the options that ``docs/containers.md`` gives it, and ``network inspect``.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.acceptance.containers import HOST, Container


def main(made: Container, python: str, words: list[str]) -> int:
    """What docker does with some words."""
    if words[:2] == ["network", "inspect"]:
        sys.stdout.write(f"{made.gateway}\n")
        return 0
    parser = argparse.ArgumentParser(prog="docker run")
    parser.add_argument("--rm", action="store_true")
    parser.add_argument("--env-file", type=Path)
    parser.add_argument("--volume", "-v", action="append", default=[])
    parser.add_argument("--add-host", action="append", default=[])
    parser.add_argument("image")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args(words[1:])
    if words[0] != "run" or f"{HOST}:host-gateway" not in asked.add_host:
        sys.stderr.write(f"{HOST} is not known in there\n")
        return 125
    files = {}
    for each in asked.volume:
        source, place, mode = each.split(":")
        assert mode == "ro"
        files[place] = Path(source)
    command = [python if word == "python" else word for word in asked.command]
    done = made.run(*command, env_file=asked.env_file, files=files)
    sys.stdout.write(done.stdout)
    sys.stderr.write(done.stderr)
    return done.returncode


if __name__ == "__main__":
    namespace, root, mounts, gateway, python = sys.argv[1:6]
    shown = tuple(filter(None, mounts.split(":")))
    sys.exit(main(Container(namespace, Path(root), shown, gateway), python, sys.argv[6:]))

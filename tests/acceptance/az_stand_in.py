"""Stands in for az: signed in to a Nameplate that plays the real cloud, and as wordy as az is.

A program of its own: ``az_stand_in.py HOME COMMAND STATE WORDS...``. ``STATE`` is a file that is
there while somebody is signed in; what it holds is said as an error where it is not empty.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

NOT_SIGNED_IN = "ERROR: Please run 'az login' to setup account.\n"


def main(home: str, command: str, state: Path, words: list[str]) -> int:
    """What az does with some words."""
    if words[:1] == ["login"]:
        state.touch()
        return 0
    if words[:1] == ["logout"]:
        state.unlink()
        return 0
    if not state.exists():
        sys.stderr.write(NOT_SIGNED_IN)
        return 1
    if said := state.read_text():
        sys.stderr.write(said)
        return 1
    if words[:2] == ["account", "show"]:
        sys.stdout.write(nameplate(home, command, *words))
        return 0
    if words[:4] != ["account", "get-access-token", "--output", "json"]:
        sys.stderr.write(f"ERROR: '{' '.join(words)}' is misspelled or not recognized\n")
        return 2
    asked = ("account", "get-access-token", "--resource", words[words.index("--resource") + 1])
    found = json.loads(nameplate(home, command, *asked, "-o", "json"))
    ends = datetime.now(UTC).timestamp() + 3600
    local = datetime.fromtimestamp(ends, UTC).astimezone().replace(tzinfo=None)
    document = {
        "accessToken": found["accessToken"],
        "expiresOn": local.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "expires_on": int(ends),
        "subscription": "s",
        "tenant": "t",
        "tokenType": "Bearer",
    }
    sys.stderr.write("WARNING: The output includes credentials that you must protect.\n")
    sys.stdout.write(json.dumps(document, indent=2) + "\n")
    return 0


def nameplate(home: str, command: str, *words: str) -> str:
    """What the platform that plays the cloud says."""
    environment = {"NAMEPLATE_HOME": home, "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [command, *words], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4:]))

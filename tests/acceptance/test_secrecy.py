"""What is secret stays so: not in a log, an error, a process title, nor in the clear in the home.

A whole story is told with values that can be recognised, and then every byte that is left is
searched: also after ``kill -9``, while the write-ahead log still holds what was written last.
"""

import base64
import contextlib
import json
import re
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest

from tests.running import Platform

VALUE, SECOND, SETTING = "Wachturm/47 erste", "Wachturm/48 zweite", "Wachturm/49 Einstellung"
TOKEN: Final = re.compile(rb"eyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}")
PRIVATE_KEY: Final = re.compile(rb"BEGIN (?:RSA |EC |ENCRYPTED )?PRIVATE KEY")

APP = """
import json, os, sys, urllib.error, urllib.request
def ask(url, method="GET", body=None, **headers):
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    data = None if body is None else json.dumps(body).encode()
    try:
        return json.load(urllib.request.urlopen(urllib.request.Request(url, data, sent, None, False, method)))
    except urllib.error.HTTPError as error:
        sys.stderr.write(error.read().decode() + str(error.headers))
        return {}
secret = os.environ["IDENTITY_HEADER"]
url = os.environ["IDENTITY_ENDPOINT"] + "?api-version=2019-08-01&resource=https://vault.azure.net"
token = ask(url, X_IDENTITY_HEADER=secret)["access_token"]
bearer, vault = "Bearer " + token, "https://acceptance.vault.azure.net/secrets/"
version = "?api-version=7.5"
for name in ("one", "none", "one/backup"):
    ask(vault + name + version, Authorization=bearer)
ask(vault + "one" + version, "PUT", {"value": [os.environ["VALUE"]]}, Authorization=bearer)
ask(vault + "o_e" + version, "PUT", {"value": os.environ["VALUE"]}, Authorization=bearer)
ask(vault + "one" + version, Authorization=bearer[:-9] + "AAAAAAAAA")
ask(url, X_IDENTITY_HEADER=secret[::-1])
ask(url + "&resource=x", X_IDENTITY_HEADER=secret)
print(json.dumps({"secret": secret, "token": token}))
"""  # noqa: E501 # a program of its own


@dataclass
class Story:
    """What was told, with what must not be seen in it."""

    platform: Platform
    secrets: dict[str, str] = field(default_factory=dict)
    said: dict[str, bytes] = field(default_factory=dict)
    titles: set[bytes] = field(default_factory=set, repr=False)
    """Of every process of this machine: only what is this story's is looked for in them."""

    def say(self, *words: str, status: int | None = 0) -> None:
        """Run a command that was asked for no secret."""
        done = self.platform.run(*words, status=status)
        self.said[" ".join(words)] = done.stdout.encode() + done.stderr.encode()

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Note the title of every process that there is while the block runs."""
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(0.01):
                for path in Path("/proc").glob("[0-9]*/cmdline"):
                    with contextlib.suppress(OSError):
                        self.titles.add(path.read_bytes())

        watching = threading.Thread(target=watch)
        watching.start()
        try:
            yield
        finally:
            stop.set()
            watching.join()


def tell(story: Story) -> None:
    """Set, get, delete, recover, purge, back up, restore, learn, fail; every kind of token."""
    platform, vault = story.platform, ("--vault-name", "acceptance")
    backup = platform.home.parent / f"{platform.home.name}.backup"
    story.say("keyvault", "create", "-n", "acceptance")
    story.say("webapp", "create", "-n", "web1", "--assign-identity")
    setting = ("keyvault", "secret", "set", *vault, "-n", "one", "--file", "-")
    for value in (VALUE, SECOND):
        platform.run(*setting, stdin=value)
    story.secrets |= {"a value": VALUE, "a second version": SECOND}
    run_app(story)
    for resource in ("https://vault.azure.net", "https://management.azure.com/"):
        story.secrets[f"the operator's token for {resource}"] = platform.token(resource)
    story.say("keyvault", "secret", "list", *vault)
    story.say("keyvault", "secret", "list-versions", *vault, "-n", "one")
    story.say("keyvault", "secret", "backup", *vault, "-n", "one", "--file", str(backup))
    story.said["the backup"] = backup.read_bytes()
    story.say("keyvault", "secret", "delete", *vault, "-n", "one")
    done = platform.run(*setting, stdin=VALUE, status=1)
    story.said["a set that is refused"] = done.stderr.encode()
    story.say("keyvault", "secret", "recover", *vault, "-n", "one")
    story.say("keyvault", "secret", "delete", *vault, "-n", "one")
    story.say("keyvault", "secret", "purge", *vault, "-n", "one")
    story.say("keyvault", "secret", "restore", *vault, "--file", str(backup))
    look_around(story)


def run_app(story: Story) -> None:
    child = ("--", "env", f"VALUE={VALUE}", "python3", "-c", APP)
    for learn in ((), ("--learn",)):
        done = story.platform.run("run", "--app", "web1", *learn, *child)
        shown = json.loads(done.stdout)
        story.secrets[f"a header secret {learn}"] = shown["secret"]
        story.secrets[f"a token {learn}"] = shown["token"]
        story.said[f"run {learn}"] = done.stderr.encode()


def look_around(story: Story) -> None:
    """What an operator looks at, and what fails."""
    words = ("webapp", "config", "appsettings", "set", "-n", "web1", "--settings")
    story.platform.run(*words, f"PASSWORD={SETTING}")
    story.secrets["an app's setting"] = SETTING
    for line in (
        *("webapp show -n web1", "audit tail --last 1000", "audit suggest --app web1"),
        *("audit verify", "keys list", "keys rotate", "config show", "keyvault show -n acceptance"),
    ):
        story.say(*line.split())
    for line in ("keyvault secret show --vault-name acceptance -n none", "status", "doctor"):
        story.say(*line.split(), status=None)


def spellings(secret: str) -> Iterator[bytes]:
    """A secret as it is, and as it would look in other clothes."""
    plain = secret.encode()
    yield plain
    yield quote(secret, safe="").encode()
    yield json.dumps(secret)[1:-1].encode()
    yield plain.hex().encode()
    yield secret.encode("utf-16-le")
    for shift in range(3):  # base64 of a text that it stands in, at any of the three places
        inner = base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4]
        yield inner.rstrip(b"=")


def seen(data: bytes, secrets: dict[str, str]) -> list[str]:
    """What can be found in some bytes that must not be there."""
    found = named(data, secrets) + (["some token"] if TOKEN.search(data) else [])
    return found + (["a private key"] if PRIVATE_KEY.search(data) else [])


def named(data: bytes, secrets: dict[str, str]) -> list[str]:
    """Which of some secrets can be found."""
    return [
        what for what, secret in secrets.items() if any(one in data for one in spellings(secret))
    ]


def test_the_search_itself_finds_what_it_looks_for() -> None:
    for clothes in (
        VALUE.encode(),
        quote(VALUE).replace("/", "%2F").encode(),
        base64.b64encode(b"x" + VALUE.encode() + b"yz"),
        base64.b64encode(b"xy" + VALUE.encode()),
        VALUE.encode().hex().encode(),
    ):
        assert seen(b"..." + clothes + b"...", {"it": VALUE}) == ["it"], clothes
    assert seen(b"nothing", {"it": VALUE}) == []


@pytest.fixture(params=["commands that serve themselves", "an up that is killed"])
def story(request: pytest.FixtureRequest, home: Platform) -> Story:
    """Told, with everything left as it lies."""
    story = Story(home)
    with story.watched():
        if request.param == "commands that serve themselves":
            tell(story)
            return story
        home.start()
        tell(story)
        home.stop(signal.SIGKILL)
    log = home.home.parent / f"{home.home.name}.up.log"
    story.said["the log of up"] = log.read_bytes()
    return story


def test_what_is_secret_stays_so(story: Story) -> None:
    home = story.platform.home
    files = {str(path.relative_to(home)): path for path in home.rglob("*") if path.is_file()}
    key = files.pop("master.key").read_text().strip()
    secrets = {**story.secrets, "the master key": key}

    in_files = {name: seen(path.read_bytes(), secrets) for name, path in files.items()}
    in_words = {name: seen(text, secrets) for name, text in story.said.items()}
    typed = {what: one for what, one in secrets.items() if one not in (VALUE, SETTING)}
    in_titles = [what for title in story.titles for what in named(title, typed)]

    assert {name: found for name, found in in_files.items() if found} == {}
    assert {name: found for name, found in in_words.items() if found} == {}
    assert in_titles == []
    assert any(b"nameplate" in title for title in story.titles)
    assert len(secrets) >= 9

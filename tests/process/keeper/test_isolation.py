"""Which folders are put out of sight: what is hidden, and what an app's user cannot pass."""

import os
import sys
from pathlib import Path

import pytest

from nameplate.process.keeper.isolation import masked
from tests.process.keeper.conftest import USER, Keepers, user_of


def test_the_outermost_folder_hides_those_in_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    inner = home / "apps"
    inner.mkdir(parents=True)
    assert masked([str(inner), str(home)], [], os.getuid()) == [str(home)]


def test_a_folder_that_the_user_cannot_pass_is_hidden_too(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    program = closed / "bin" / "program"
    program.parent.mkdir(parents=True)
    program.touch()
    for each in (tmp_path, *tmp_path.parents[:-1]):
        if not each.stat().st_mode & 0o001:
            closed = each  # pytest's own folders are private: the first obstacle is among them
    closed = _first_closed(program, closed)
    closed.chmod(0o700)
    assert masked([], [str(program)], 12_345) == [str(closed)]
    assert masked([], [str(program)], closed.stat().st_uid) == []


def _first_closed(program: Path, fallback: Path) -> Path:
    for folder in reversed(program.parents):
        if folder != folder.parent and not folder.stat().st_mode & 0o001:
            return folder
    return fallback


async def test_an_isolated_app_sees_neither_the_home_nor_other_processes(keepers: Keepers) -> None:
    client = await keepers.connect()
    if not client.hello["isolation"]:
        pytest.skip(f"no isolation here: {client.hello['problem']}")
    home, own, other = (keepers.folder / name for name in ("home", "home/web1", "home/web2"))
    for each in (own, other):
        each.mkdir(parents=True)
    (home / "master.key").write_text("key")
    (other / "secret").write_text("secret")
    if os.getuid() == 0:
        os.chown(own, USER, USER)
    await client.start(
        keepers.workload(
            _LOOKS_AROUND.format(home=home, own=own, other=other),
            isolated=True,
            user=user_of(isolated=True),
            hidden=(str(home),),
            shown=(str(own), sys.base_prefix, sys.prefix),
            folder=str(own),
        )
    )
    assert (await keepers.event("ended"))["code"] == 0
    seen = (keepers.folder / "logs" / "web1").read_text().splitlines()
    assert seen == ["['web1']", "no", "no", "no", "2", "0000000000000000"]
    assert (own / "written").read_text() == "by the app"


_LOOKS_AROUND = (
    """
import os
print(os.listdir({str_home!r}))
""".replace("{str_home!r}", "'{home}'")
    + """
for path in ("{home}/master.key", "{other}/secret", "/proc/1/environ"):
    try:
        open(path).read()
        print("yes" if "environ" not in path else open(path).read()[:0] + "yes")
    except OSError:
        print("no")
print(sum(each.isdigit() for each in os.listdir("/proc")))
print([line.split()[1] for line in open("/proc/self/status") if line.startswith("CapEff")][0])
open("{own}/written", "w").write("by the app")
"""
)

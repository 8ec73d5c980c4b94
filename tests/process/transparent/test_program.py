"""From ``run``'s child to the command: the same process, in a network of its own."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from nameplate.process.transparent.channel import Channel, Failed
from nameplate.process.transparent.plan import doors_of
from nameplate.process.transparent.probing import transparent_problem

LOOKS = (
    "import json,os,socket;"
    "print(json.dumps([os.getpid(), os.getuid(), dict(os.environ), open('/etc/hosts').read(),"
    "[i[1] for i in socket.if_nameindex()], sorted(os.listdir('/proc/self/fd'))]))"
)


@pytest.fixture(autouse=True)
def _possible() -> None:
    problem = transparent_problem()
    if problem is not None:
        pytest.skip(problem)


def start(
    channel: Channel, words: Sequence[str], environment: Mapping[str, str]
) -> subprocess.Popen[str]:
    command = channel.command(words[0], words)
    return subprocess.Popen(
        command,
        env=dict(environment),
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=[int(command[4])],
    )


def test_the_command_is_the_same_process_with_exactly_its_environment() -> None:
    channel = Channel(doors_of(https=8443, token=8141, proxy=8181))
    environment = {"PATH": "/usr/bin:/bin", "ODD": "\udcff=x"}
    with start(channel, (sys.executable, "-c", LOOKS), environment) as process:
        heard = channel.receive()
        assert isinstance(heard, dict)
        assert channel.go() is None
        out, _ = process.communicate(timeout=30)
    pid, user, found, hosts, interfaces, descriptors = json.loads(out)
    assert (pid, user) == (process.pid, os.getuid())
    assert {name: found[name] for name in environment} == environment
    assert set(found) <= {*environment, "LC_CTYPE"}  # what that Python adds by itself
    assert hosts.startswith("127.0.0.1 localhost")
    assert interfaces == ["lo"]
    assert len(descriptors) == 4  # the three, and the folder that is listed
    for each in heard.values():
        each.close()
    channel.close()


def test_what_is_accepted_outside_was_connected_to_inside() -> None:
    channel = Channel(doors_of(https=8443, token=8141, proxy=8181))
    connects = "import socket; print(socket.create_connection(('169.254.169.254', 80)).recv(9))"
    with start(channel, (sys.executable, "-c", connects), {}) as process:
        heard = channel.receive()
        assert isinstance(heard, dict)
        assert channel.go() is None
        connection, _ = heard["metadata"].accept()
        with connection:
            connection.sendall(b"hello")
        out, _ = process.communicate(timeout=30)
    assert out == "b'hello'\n"
    for each in heard.values():
        each.close()
    channel.close()


def test_a_script_without_its_interpreter_is_127(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("#!/no/such/interpreter\n")
    script.chmod(0o755)
    channel = Channel(doors_of(https=8443, token=8141, proxy=8181))
    with start(channel, (str(script),), {}) as process:
        heard = channel.receive()
        assert isinstance(heard, dict)
        failed = channel.go()
        process.communicate(timeout=30)
    assert failed == Failed(f"{script}: its interpreter was not found", 127)
    assert process.returncode == 127
    for each in heard.values():
        each.close()
    channel.close()


def test_when_run_is_gone_before_go_nothing_is_begun(tmp_path: Path) -> None:
    channel = Channel(doors_of(https=8443, token=8141, proxy=8181))
    with start(channel, ("/bin/touch", str(tmp_path / "begun")), {}) as process:
        heard = channel.receive()
        assert isinstance(heard, dict)
        channel.close()
        assert process.wait(timeout=30) == 1
    assert not (tmp_path / "begun").exists()
    for each in heard.values():
        each.close()


def test_nothing_of_it_is_seen_outside() -> None:
    before = Path("/proc/self/mountinfo").read_text()
    assert transparent_problem() is None
    assert Path("/proc/self/mountinfo").read_text() == before
    assert socket.gethostname()

"""The child: its status, its signals, its group; no zombie is left."""

import os
import pty
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from nameplate.process.child import run_child
from nameplate.process.executable import CannotStart
from nameplate.process.exit_status import ExitStatus
from nameplate.process.signals import SignalGate

ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin")}

PARENT = """
import os, sys
from nameplate.process.child import run_child
from nameplate.process.signals import SignalGate
with SignalGate() as gate:
    status = run_child(sys.argv[1:], dict(os.environ), gate)
status.imitate()
"""


def run(*command: str) -> ExitStatus:
    with SignalGate() as gate:
        return run_child(command, ENVIRONMENT, gate)


def parent(*command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, *command], stdout=subprocess.PIPE, text=True
    )


def shell(script: str) -> list[str]:
    return ["sh", "-c", textwrap.dedent(script)]


@pytest.mark.parametrize("code", [0, 1, 3, 255])
def test_the_exit_code_is_the_childs(code: int) -> None:
    assert run("sh", "-c", f"exit {code}") == ExitStatus(code)


def test_a_signal_is_told_from_a_code() -> None:
    assert run("sh", "-c", "kill -TERM $$") == ExitStatus(143, signal.SIGTERM)


def test_no_zombie_is_left(tmp_path: Path) -> None:
    run("sh", "-c", f"echo $$ > {tmp_path}/pid")
    with pytest.raises(ChildProcessError):
        os.waitpid(int((tmp_path / "pid").read_text()), os.WNOHANG)


def test_the_child_gets_exactly_the_given_environment_and_an_open_mask(tmp_path: Path) -> None:
    out = tmp_path / "out"
    script = f"env | grep -v -e ^PWD -e ^_= -e ^SHLVL > {out}; grep ^SigBlk /proc/self/status"
    with SignalGate() as gate:
        run_child(["sh", "-c", f"{{ {script}; }} >> {out}"], {**ENVIRONMENT, "A": "b c"}, gate)
    text = out.read_text()
    assert "A=b c\n" in text
    assert int(text.rpartition("SigBlk:")[2], 16) == 0


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        ("no-such-command-here", 127, "command not found"),
        ("./no/such/file", 127, "no such file"),
        ("/etc/passwd", 126, "not executable"),
        ("/etc", 126, "is a folder"),
        ("", 127, "is empty"),
    ],
)
def test_what_cannot_start_is_said_with_the_shells_status(
    command: str, status: int, words: str
) -> None:
    if command == "/etc/passwd" and os.access(command, os.X_OK):
        pytest.skip("this machine's file is executable")
    with pytest.raises(CannotStart, match=words) as caught:
        run(command)
    assert caught.value.status == status


def test_a_missing_interpreter_is_told(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("#!/no/such/interpreter\n")
    script.chmod(0o755)
    with pytest.raises(CannotStart, match="interpreter was not found"):
        run(str(script))


@pytest.mark.parametrize("name", ["TERM", "HUP", "INT", "QUIT", "USR1", "USR2"])
def test_a_signal_sent_to_us_reaches_the_child(name: str) -> None:
    process = parent(
        *shell(f"trap 'echo got {name}; exit 7' {name}; echo ready; while :; do sleep 0.05; done")
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(getattr(signal, f"SIG{name}"))
    assert process.stdout.readline() == f"got {name}\n"
    assert process.wait(10) == 7
    process.stdout.close()


@pytest.mark.parametrize("name", ["TERM", "INT", "KILL"])
def test_the_shell_sees_the_signal_that_ended_the_child(name: str) -> None:
    process = parent("sh", "-c", f"kill -{name} $$")
    assert process.wait(10) == -getattr(signal, f"SIG{name}")
    assert process.stdout is not None
    process.stdout.close()


JOB_SHELL = """
import os, signal, sys
job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    os.execv(sys.executable, [sys.executable, "-c", *sys.argv[1:]])
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
try:
    os.setpgid(job, job)
except PermissionError:
    pass
os.tcsetpgrp(0, job)
while True:
    _, status = os.waitpid(job, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        break
    print("stopped by", os.WSTOPSIG(status), flush=True)
    os.killpg(job, signal.SIGCONT)
print("ended with", os.waitstatus_to_exitcode(status), flush=True)
"""


class Terminal:
    """A terminal with a small job-control shell that runs PARENT in the foreground."""

    def __init__(self, script: str) -> None:
        ours, theirs = pty.openpty()
        self._ours = ours
        setup = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        self.shell = subprocess.Popen(
            [sys.executable, "-c", setup + JOB_SHELL, PARENT, *shell(script)],
            stdin=theirs,
            stdout=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._text = ""

    def press(self, key: bytes) -> None:
        os.write(self._ours, key)

    def until(self, words: str) -> str:
        while words not in self._text:
            self._text += os.read(self._ours, 1024).decode()
        before, _, self._text = self._text.partition(words)
        return before + words

    def close(self) -> None:
        self.shell.wait(10)
        os.close(self._ours)


def test_the_terminals_interrupt_reaches_the_child_once() -> None:
    terminal = Terminal(
        """
        trap 'n=$((n+1))' INT
        n=0; echo ready
        while [ $n = 0 ]; do sleep 0.05; done
        sleep 0.3; echo count=$n.
        """
    )
    terminal.until("ready")
    terminal.press(b"\x03")
    assert "count=1." in terminal.until(".")
    terminal.until("ended with 0")
    terminal.close()


def test_the_terminal_stops_both_and_going_on_wakes_both() -> None:
    terminal = Terminal("echo ready; read line; echo line=$line.; exit 5")
    terminal.until("ready")
    terminal.press(b"\x1a")
    terminal.until(f"stopped by {int(signal.SIGTSTP)}")
    terminal.press(b"abc\n")
    terminal.until("line=abc.")
    terminal.until("ended with 5")
    terminal.close()

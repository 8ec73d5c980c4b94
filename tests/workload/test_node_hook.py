"""The hook for Node: only our names, only port 443, and what the proxy says is passed on."""

import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.workload.node_hook import hook_source

NODE = shutil.which("node")
VAULT = AZURE_PUBLIC.vault_host("contoso")


def test_the_source_holds_the_names() -> None:
    source = hook_source(AZURE_PUBLIC)
    assert f'"{AZURE_PUBLIC.vault_suffix}"' in source
    assert "__NAMES__" not in source


class RefusingProxy:
    """Takes one CONNECT and refuses it with a reason."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.asked = b""
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._listening.accept()
        with connection:
            while b"\r\n\r\n" not in self.asked:
                self.asked += connection.recv(1024)
            connection.sendall(b"HTTP/1.1 403 not served here\r\n\r\n")

    def close(self) -> None:
        """Stop."""
        self._thread.join(10)
        self._listening.close()


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize(
    "call",
    [
        "fetch(U).catch(e => console.log(e.cause.message))",
        "require('https').get(U).on('error', e => console.log(e.message))",
        "import('node:tls').then(t => t.connect(443, H).on('error', e => console.log(e.message)))",
    ],
)
def test_a_refusal_of_the_proxy_is_the_clients_error(call: str, tmp_path: Path) -> None:
    hook = tmp_path / "hook.cjs"
    hook.write_text(hook_source(AZURE_PUBLIC))
    proxy = RefusingProxy()
    script = f"const H = '{VAULT}'; const U = 'https://' + H + '/'; {call}"
    done = subprocess.run(
        [NODE or "", "-e", script],
        env={
            "NODE_OPTIONS": f"--require {hook}",
            "HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}",
        },
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    proxy.close()
    assert "HTTP/1.1 403 not served here" in done.stdout, done.stderr
    assert proxy.asked.startswith(f"CONNECT {VAULT}:443 HTTP/1.1\r\n".encode())

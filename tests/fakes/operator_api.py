"""The operator's API without a server: it gives the answers that it was made with, in order."""

import json
from pathlib import Path
from typing import Any

from nameplate.cli.api import Api
from nameplate.cli.client import LoopbackClient, Reply
from nameplate.cli.connection import BoundPorts, Connection
from nameplate.cli.failures import CommandFailure
from nameplate.cli.sign_in import Installation, OperatorSignIn
from nameplate.config.home import Home
from nameplate.config.settings import load_settings
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.server.operator import OperatorFiles


class FakeOperatorApi(Api):
    """Answers with documents, or fails where the answer is a failure."""

    def __init__(self, folder: Path, *answers: dict[str, Any] | CommandFailure) -> None:
        client = LoopbackClient(1, ())
        files = OperatorFiles(load_settings({}, {}, home=str(folder)))
        sign_in = OperatorSignIn(client, AZURE_PUBLIC, INSTALLATION, files)
        super().__init__(client, AZURE_PUBLIC, sign_in)
        self._answers = list(answers)
        self.calls: list[tuple[str, str, Any]] = []

    def call(self, method: str, url: str, body: Any = None) -> Reply:
        self.calls.append((method, url, body))
        answer = self._answers.pop(0)
        if isinstance(answer, CommandFailure):
            raise answer
        return Reply(200, {}, json.dumps(answer).encode())


INSTALLATION = Installation("tenant", "subscription", "operator")


def connection_over(api: Api, folder: Path) -> Connection:
    """A connection to a server that is not there."""
    return Connection(
        api=api,
        cloud=AZURE_PUBLIC,
        home=Home(folder),
        ports=BoundPorts(1, 2, 3),
        installation=INSTALLATION,
        embedded=False,
    )

"""The operator's files in the home, opened for the command line: its key and its recent tokens.

Both are sealed by the master key: whoever may read that may be the operator, nobody else. Tokens
are kept between commands as az keeps its own, so that most commands sign nothing.
"""

import contextlib
from typing import Any

import orjson

from nameplate.config.settings import Settings
from nameplate.crypto.envelope import Envelope
from nameplate.server.master_key import load_master_key
from nameplate.server.sealed_files import read_sealed, write_sealed


class OperatorFiles:
    """The sealed files of one home."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._envelope: Envelope | None = None

    def key_pem(self) -> bytes | None:
        """The operator's private key and certificate, PEM; ``None`` when there is none."""
        envelope = self._opened()
        return None if envelope is None else read_sealed(self._settings.home.operator_key, envelope)

    def tokens(self) -> dict[str, Any]:
        """What ``keep_tokens`` kept; empty when there is nothing to be read."""
        envelope = self._opened()
        if envelope is None:
            return {}
        content = read_sealed(self._settings.home.operator_tokens, envelope)
        kept: dict[str, Any] = orjson.loads(content) if content else {}
        return kept

    def keep_tokens(self, tokens: dict[str, Any]) -> None:
        """Keep tokens for the next command; that they cannot be kept is no failure."""
        envelope = self._opened()
        if envelope is not None:
            with contextlib.suppress(OSError):
                write_sealed(self._settings.home.operator_tokens, orjson.dumps(tokens), envelope)

    def _opened(self) -> Envelope | None:
        if self._envelope is None:
            master = load_master_key(self._settings.master_key)
            self._envelope = None if master is None else Envelope(master)
        return self._envelope

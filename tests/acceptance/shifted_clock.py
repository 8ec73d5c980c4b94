"""``nameplate`` with a clock that is off by the seconds in a file; runs where the command does."""

import sys
import time
from pathlib import Path

from nameplate.cli import main
from nameplate.core.clock import SystemClock

_OFFSET = Path(sys.argv.pop(1))


def _now(self: SystemClock) -> float:
    return time.time() + float(_OFFSET.read_text())


SystemClock.now = _now  # type: ignore[method-assign] # what the machine's clock would do

sys.exit(main())

"""``python -m nameplate.process.transparent CHANNEL DOORS PATH COMMAND...``."""

import sys

from nameplate.process.transparent.program import main

sys.exit(main(sys.argv[1:]))

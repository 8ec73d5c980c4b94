"""``python -m nameplate.process.keeper SOCKET [SECONDS]``: seconds that a successor has."""

import sys

from nameplate.process.keeper.program import main

sys.exit(main(sys.argv[1], *map(float, sys.argv[2:3])))

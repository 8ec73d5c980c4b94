"""``python -m nameplate_functions``."""

import sys

from nameplate_functions.program import main

sys.exit(main(sys.argv[1:]))

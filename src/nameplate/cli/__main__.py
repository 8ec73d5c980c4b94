"""``python -m nameplate.cli``."""

import sys

from nameplate.cli import main

sys.exit(main())

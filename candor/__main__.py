"""`python -m candor`: the command without its entry point being installed."""

import sys

from candor.main import main

sys.exit(main())

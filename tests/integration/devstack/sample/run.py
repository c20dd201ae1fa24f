"""The sample app on a devstack in a process of its own, which says when it is ready."""

import os
import sys
import threading

from devstack import settings
from devstack.stack import DevStack
from tests.integration.devstack.samples import deployment

if __name__ == "__main__":
    stack = DevStack(settings.read({**os.environ, "PAGE": __file__}), deployment())
    stack.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threading.Event().wait()

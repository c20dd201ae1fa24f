"""The document on standard output, for docs/openapi.json: `make openapi`."""

import json
import sys

from chalicelib.web.openapi.document import document

if __name__ == "__main__":
    sys.stdout.write(f"{json.dumps(document(), ensure_ascii=False, indent=1)}\n")

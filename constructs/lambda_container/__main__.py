"""``python -m lambda_container`` is the command line."""

import sys

from lambda_container.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

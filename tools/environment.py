"""Run a command in the project's environment, with a Python that the project supports.

This is the only module that an older Python can run; it hands over to a newer one on PATH.
"""

import os
import shutil
import subprocess
import sys

_OLDEST = (3, 11)
_NEWEST = (3, 14)


def main(command: "list[str]") -> int:
    """Run the command; returns only if that fails."""
    if not _OLDEST <= sys.version_info[:2] <= _NEWEST:
        return _hand_over(command)

    from tools import venv  # noqa: PLC0415 (an older Python cannot parse it)

    return venv.run(command)


def _hand_over(command: "list[str]") -> int:
    given = os.environ.get("PYTHON")
    for minor in range(_NEWEST[1], _OLDEST[1] - 1, -1):
        path = None if given else shutil.which(f"python3.{minor}")
        # A version manager's shim is on PATH even where that version is not installed.
        if path and subprocess.call([path, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(path, [path, "-m", "tools.environment", *command])
    found = f"{given or 'python3'} is {sys.version_info[0]}.{sys.version_info[1]}"
    print(f"This project needs Python 3.11 to 3.14, and {found}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

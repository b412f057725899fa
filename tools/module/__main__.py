"""``make module``: regenerate ``modules/lambda-container``."""

import sys

from tools.module.module import files
from tools.module.readme import with_tables
from tools.step import ROOT

MODULE = ROOT / "modules" / "lambda-container"


def main() -> int:
    """Write the module's files and the tables of its README; returns 0."""
    MODULE.mkdir(parents=True, exist_ok=True)
    written = files()
    for path in MODULE.glob("*.tf.json"):
        if path.name not in written:
            path.unlink()
    for name, text in written.items():
        (MODULE / name).write_text(text, encoding="utf-8")
    readme = MODULE / "README.md"
    readme.write_text(with_tables(readme.read_text(encoding="utf-8"), written), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

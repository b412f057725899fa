"""Ignore files, and what Docker leaves out for each: recorded from a real engine.

``tests/docker/test_context_against_docker.py`` builds every case, and so keeps the record honest.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TREE = (
    "!bang.txt",
    "#notes.txt",
    ".env",
    "Dockerfile",
    "README.md",
    "[x].txt",
    "a.b+c(d){e}$.txt",
    "app.py",
    "app.pyc",
    "broken -> nowhere",
    "docs/README.md",
    "docs/guide/intro.md",
    "docs/guide/intro.txt",
    "empty/",
    "latest -> src/app.py",
    "lib -> src/lib",
    "naïve.txt",
    "run.sh*",
    "src/__pycache__/app.pyc",
    "src/app.py",
    "src/lib/deep/app.py",
    "src/lib/deep/app.pyc",
    "src/lib/keep.txt",
    "two words.txt",
)
"""The folder that most cases are about: ``/`` ends a directory, ``*`` an executable file."""


@dataclass(frozen=True)
class Case:
    """One context.

    Attributes:
        about: What the case shows.
        ignore: The bytes of the ignore file.
        left_out: What is not sent; a directory of which nothing is sent ends in ``/``.
        tree: The context.
    """

    about: str
    ignore: bytes
    left_out: tuple[str, ...] = ()
    tree: tuple[str, ...] = TREE

    def make(self, folder: Path) -> Path:
        """Write the context into an empty or missing folder."""
        make_tree(folder, self.tree)
        (folder / "Dockerfile").write_text("FROM scratch\nCOPY . /context/\n")
        (folder / ".dockerignore").write_bytes(self.ignore)
        return folder


def make_tree(folder: Path, tree: tuple[str, ...]) -> None:
    """Write files that hold their own name, directories and links."""
    for line in tree:
        name, _, target = line.partition(" -> ")
        path = folder / name.removesuffix("*")
        path.parent.mkdir(parents=True, exist_ok=True)
        if target:
            path.symlink_to(target)
        elif name.endswith("/"):
            path.mkdir()
        else:
            path.write_text(name)
            path.chmod(0o755 if name.endswith("*") else 0o644)


CASES = (
    Case("an empty file leaves nothing out", b""),
    Case("a name at the root, not below it", b"README.md\n", left_out=("README.md",)),
    Case("a last line without its end", b"README.md", left_out=("README.md",)),
    Case("a name that does not exist", b"nothing.txt\n"),
    Case("a directory goes with all that is in it", b"docs\n", left_out=("docs/",)),
    Case("a slash at the end", b"docs/\n", left_out=("docs/",)),
    Case("a slash in front", b"/docs/guide\n", left_out=("docs/guide/",)),
    Case("a dot and a slash in front", b"./docs/guide\n", left_out=("docs/guide/",)),
    Case(
        "doubled slashes and dots are tidied",
        b"docs//./guide/../README.md\n",
        left_out=("docs/README.md",),
    ),
    Case("a path that leads outside matches nothing", b"../docs\n"),
    Case("the root itself cannot be left out", b".\n"),
    Case("a lone slash matches nothing", b"/\n"),
    Case("a file below a directory", b"docs/guide/intro.md\n", left_out=("docs/guide/intro.md",)),
    Case("a pattern through a file matches nothing", b"README.md/intro.md\n"),
    Case("an empty directory", b"empty\n", left_out=("empty/",)),
    Case("a star stays within one level", b"*.md\n", left_out=("README.md",)),
    Case("a star for a level", b"*/README.md\n", left_out=("docs/README.md",)),
    Case("a star for two levels", b"*/*/intro.md\n", left_out=("docs/guide/intro.md",)),
    Case("a star in the middle of a name", b"a*.py\n", left_out=("app.py",)),
    Case("a star matches a dot in front", b"*env\n", left_out=(".env",)),
    Case(
        "two stars for any level",
        b"**/*.pyc\n",
        left_out=("app.pyc", "src/__pycache__/app.pyc", "src/lib/deep/app.pyc"),
    ),
    Case("two stars and a name", b"**/README.md\n", left_out=("README.md", "docs/README.md")),
    Case(
        "two stars without a slash",
        b"**.md\n",
        left_out=("README.md", "docs/README.md", "docs/guide/intro.md"),
    ),
    Case("two stars at the end", b"docs/**\n", left_out=("docs/README.md", "docs/guide/")),
    Case("two stars at the end of a name", b"do**\n", left_out=("docs/",)),
    Case(
        "two stars in the middle",
        b"src/**/app.py\n",
        left_out=("src/app.py", "src/lib/deep/app.py"),
    ),
    Case("two stars between names", b"src/**/deep\n", left_out=("src/lib/deep/",)),
    Case(
        "three stars",
        b"src/***.pyc\n",
        left_out=("src/__pycache__/app.pyc", "src/lib/deep/app.pyc"),
    ),
    Case("two stars for a directory's name", b"**/__pycache__\n", left_out=("src/__pycache__/",)),
    Case("a question mark for one letter", b"app.py?\n", left_out=("app.pyc",)),
    Case("a question mark is no slash", b"docs?README.md\n"),
    Case("a question mark for a letter beyond ASCII", b"na?ve.txt\n", left_out=("naïve.txt",)),
    Case("a name beyond ASCII", "naïve.txt\n".encode(), left_out=("naïve.txt",)),
    Case("a class", b"[aR]*\n", left_out=("README.md", "a.b+c(d){e}$.txt", "app.py", "app.pyc")),
    Case(
        "a class with a range",
        b"[a-e]*\n",
        left_out=("a.b+c(d){e}$.txt", "app.py", "app.pyc", "broken", "docs/", "empty/"),
    ),
    Case(
        "a class that is negated",
        b"[^a-z]*\n",
        left_out=("!bang.txt", "#notes.txt", ".env", "Dockerfile", "README.md", "[x].txt"),
    ),
    Case("an exclamation mark in a class is itself", b"[!x]bang.txt\n", left_out=("!bang.txt",)),
    Case("a negated class may be a slash", b"docs[^x]README.md\n", left_out=("docs/README.md",)),
    Case(
        "a class of characters that are special elsewhere",
        b"a.b[.+]c[(]*\n",
        left_out=("a.b+c(d){e}$.txt",),
    ),
    Case("an escaped bracket", b"\\[x\\].txt\n", left_out=("[x].txt",)),
    Case("an escaped bracket in a class", b"[\\[x]x*\n", left_out=("[x].txt",)),
    Case("an escaped hash", b"\\#notes.txt\n", left_out=("#notes.txt",)),
    Case("an escaped exclamation mark", b"\\!bang.txt\n", left_out=("!bang.txt",)),
    Case("an escaped blank", b"two\\ words.txt\n", left_out=("two words.txt",)),
    Case(
        "characters that mean nothing here", b"a.b+c(d){e}$.txt\n", left_out=("a.b+c(d){e}$.txt",)
    ),
    Case(
        "characters that mean nothing here, beside a star",
        b"a.b+c(d){e}$.*\n",
        left_out=("a.b+c(d){e}$.txt",),
    ),
    Case("a dot is only a dot", b"app?py\nread.e*\n", left_out=("app.py",)),
    Case("upper and lower case differ", b"readme.md\nAPP.PY\n"),
    Case("a comment", b"# README.md\nREADME.md # not a comment\n"),
    Case("a hash that is indented is a name", b" #notes.txt\n", left_out=("#notes.txt",)),
    Case("blanks around a line", b"  README.md \t\n", left_out=("README.md",)),
    Case("a blank within a name", b"two words.txt\n", left_out=("two words.txt",)),
    Case(
        "blanks that are not ASCII around a line",
        "\u00a0README.md\u2003\n".encode(),
        left_out=("README.md",),
    ),
    Case("empty lines", b"\n\n   \nREADME.md\n\n", left_out=("README.md",)),
    Case(
        "lines that end as on Windows",
        b"README.md\r\ndocs\r\n!docs/README.md\r\n",
        left_out=("README.md", "docs/guide/"),
    ),
    Case("a byte order mark", b"\xef\xbb\xbfREADME.md\n", left_out=("README.md",)),
    Case(
        "a byte order mark before a comment",
        b"\xef\xbb\xbf# docs\nREADME.md\n",
        left_out=("README.md",),
    ),
    Case("a byte order mark in the second line is a letter", b"\n\xef\xbb\xbfREADME.md\n"),
    Case("an exception", b"*.md\n!README.md\n"),
    Case(
        "an exception before its rule does nothing", b"!README.md\n*.md\n", left_out=("README.md",)
    ),
    Case(
        "the last line that matches wins", b"*.md\n!README.md\nREADME*\n", left_out=("README.md",)
    ),
    Case("an exception in a directory", b"docs\n!docs/README.md\n", left_out=("docs/guide/",)),
    Case(
        "an exception deep in a directory",
        b"docs\n!docs/guide/intro.md\n",
        left_out=("docs/README.md", "docs/guide/intro.txt"),
    ),
    Case(
        "an exception for a directory in a directory",
        b"docs\n!docs/guide\n",
        left_out=("docs/README.md",),
    ),
    Case(
        "an exception to an exception",
        b"docs\n!docs/guide\ndocs/guide/*.txt\n",
        left_out=("docs/README.md", "docs/guide/intro.txt"),
    ),
    Case(
        "an exception with a slash in front", b"docs\n!/docs/README.md\n", left_out=("docs/guide/",)
    ),
    Case("an exception with blanks", b"docs\n!  docs/README.md  \n", left_out=("docs/guide/",)),
    Case(
        "all but one file",
        b"*\n!app.py\n",
        left_out=(
            "!bang.txt",
            "#notes.txt",
            ".env",
            "Dockerfile",
            "README.md",
            "[x].txt",
            "a.b+c(d){e}$.txt",
            "app.pyc",
            "broken",
            "docs/",
            "empty/",
            "latest",
            "lib",
            "naïve.txt",
            "run.sh",
            "src/",
            "two words.txt",
        ),
    ),
    Case(
        "all but one directory",
        b"*\n!src\n",
        left_out=(
            "!bang.txt",
            "#notes.txt",
            ".env",
            "Dockerfile",
            "README.md",
            "[x].txt",
            "a.b+c(d){e}$.txt",
            "app.py",
            "app.pyc",
            "broken",
            "docs/",
            "empty/",
            "latest",
            "lib",
            "naïve.txt",
            "run.sh",
            "two words.txt",
        ),
    ),
    Case(
        "all but a directory's files",
        b"*\n!src/*\n",
        left_out=(
            "!bang.txt",
            "#notes.txt",
            ".env",
            "Dockerfile",
            "README.md",
            "[x].txt",
            "a.b+c(d){e}$.txt",
            "app.py",
            "app.pyc",
            "broken",
            "docs/",
            "empty/",
            "latest",
            "lib",
            "naïve.txt",
            "run.sh",
            "two words.txt",
        ),
    ),
    Case(
        "all but all that is in a directory",
        b"*\n!src/**\n",
        left_out=(
            "!bang.txt",
            "#notes.txt",
            ".env",
            "Dockerfile",
            "README.md",
            "[x].txt",
            "a.b+c(d){e}$.txt",
            "app.py",
            "app.pyc",
            "broken",
            "docs/",
            "empty/",
            "latest",
            "lib",
            "naïve.txt",
            "run.sh",
            "two words.txt",
        ),
    ),
    Case(
        "all but a file that any directory may hold",
        b"*\n!**/keep.txt\n",
        left_out=(
            "!bang.txt",
            "#notes.txt",
            ".env",
            "Dockerfile",
            "README.md",
            "[x].txt",
            "a.b+c(d){e}$.txt",
            "app.py",
            "app.pyc",
            "broken",
            "docs/",
            "empty/",
            "latest",
            "lib",
            "naïve.txt",
            "run.sh",
            "src/__pycache__/",
            "src/app.py",
            "src/lib/deep/",
            "two words.txt",
        ),
    ),
    Case(
        "all but a kind of file, anywhere",
        b"*\n!**/*.py\n",
        left_out=(
            "!bang.txt",
            "#notes.txt",
            ".env",
            "Dockerfile",
            "README.md",
            "[x].txt",
            "a.b+c(d){e}$.txt",
            "app.pyc",
            "broken",
            "docs/",
            "empty/",
            "latest",
            "lib",
            "naïve.txt",
            "run.sh",
            "src/__pycache__/",
            "src/lib/deep/app.pyc",
            "src/lib/keep.txt",
            "two words.txt",
        ),
    ),
    Case(
        "all but a kind of file, one level down",
        b"*\n!*/*.md\n",
        left_out=(
            "!bang.txt",
            "#notes.txt",
            ".env",
            "Dockerfile",
            "README.md",
            "[x].txt",
            "a.b+c(d){e}$.txt",
            "app.py",
            "app.pyc",
            "broken",
            "docs/guide/",
            "empty/",
            "latest",
            "lib",
            "naïve.txt",
            "run.sh",
            "src/",
            "two words.txt",
        ),
    ),
    Case(
        "two stars and all but a file",
        b"**\n!src/lib/keep.txt\n",
        left_out=(
            "!bang.txt",
            "#notes.txt",
            ".env",
            "Dockerfile",
            "README.md",
            "[x].txt",
            "a.b+c(d){e}$.txt",
            "app.py",
            "app.pyc",
            "broken",
            "docs/",
            "empty/",
            "latest",
            "lib",
            "naïve.txt",
            "run.sh",
            "src/__pycache__/",
            "src/app.py",
            "src/lib/deep/",
            "two words.txt",
        ),
    ),
    Case(
        "an exception with a class",
        b"src\n!src/[l]ib/keep.txt\n",
        left_out=("src/__pycache__/", "src/app.py", "src/lib/deep/"),
    ),
    Case(
        "an exception that is escaped",
        b"src\n!src/lib/keep\\.txt\n",
        left_out=("src/__pycache__/", "src/app.py", "src/lib/deep/"),
    ),
    Case(
        "an exception below a directory that only a star names",
        b"src/*\n!src/lib/deep\n",
        left_out=("src/__pycache__/", "src/app.py", "src/lib/keep.txt"),
    ),
    Case("an exception for what was never left out", b"!docs\nempty\n", left_out=("empty/",)),
    Case(
        "an exception with a negated class and a slash",
        b"docs\n!docs[^x]README.md\n",
        left_out=("docs/guide/",),
    ),
    Case(
        "two exclamation marks",
        b"*.txt\n!!bang.txt\n",
        left_out=("#notes.txt", "[x].txt", "a.b+c(d){e}$.txt", "naïve.txt", "two words.txt"),
    ),
    Case("a link by its name", b"latest\nbroken\n", left_out=("broken", "latest")),
    Case("a link to a directory is no directory", b"lib/*\n"),
    Case("what a link leads to", b"src\n", left_out=("src/",)),
    Case("a link to a directory with a slash at the end", b"lib/\n", left_out=("lib",)),
    Case("the Dockerfile", b"Dockerfile\n", left_out=("Dockerfile",)),
    Case("the ignore file", b".dockerignore\n"),
    Case(
        "both, and all but a file",
        b"*\n!app.py\nDockerfile\n.dockerignore\n",
        left_out=(
            "!bang.txt",
            "#notes.txt",
            ".env",
            "Dockerfile",
            "README.md",
            "[x].txt",
            "a.b+c(d){e}$.txt",
            "app.pyc",
            "broken",
            "docs/",
            "empty/",
            "latest",
            "lib",
            "naïve.txt",
            "run.sh",
            "src/",
            "two words.txt",
        ),
    ),
    Case("names that begin with dots", b".*\n", left_out=(".env",)),
    Case(
        "names with odd letters",
        b"*'*\n**/*\\\"\n",
        tree=("Dockerfile", "it's", 'say "hi"', "new\nline", "tab\there", "back\\slash", "😀/😀"),
        left_out=("it's", 'say "hi"'),
    ),
    Case(
        "a backslash in a name",
        b"back\\\\slash\nx\\\\*\n",
        tree=("Dockerfile", "back\\slash", "x\\1", "x1", "a"),
        left_out=("back\\slash", "x\\1"),
    ),
    Case(
        "siblings that share a beginning",
        b"lib\n!lib/x\n",
        tree=("Dockerfile", "lib/x", "lib/y", "lib.txt", "lib-2/x", "library/x"),
        left_out=("lib/y",),
    ),
    Case(
        "many levels",
        b"a\n!a/b/c/d\na/b/c/d/e\n!a/b/c/d/e/f\n",
        tree=("Dockerfile", "a/1", "a/b/2", "a/b/c/3", "a/b/c/d/4", "a/b/c/d/e/5", "a/b/c/d/e/f/6"),
        left_out=("a/1", "a/b/2", "a/b/c/3", "a/b/c/d/e/5"),
    ),
    Case(
        "what Python projects ignore",
        b"# Caches\n**/__pycache__\n**/*.py[cod]\n.venv\n*.egg-info/\n.env*\n!.env.example\n",
        tree=(
            "Dockerfile",
            ".env",
            ".env.example",
            ".venv/bin/python -> /usr/bin/python3",
            "app.py",
            "pkg.egg-info/PKG-INFO",
            "pkg/__init__.py",
            "pkg/__pycache__/x.pyc",
            "pkg/fast.pyd",
        ),
        left_out=(".env", ".venv/", "pkg.egg-info/", "pkg/__pycache__/", "pkg/fast.pyd"),
    ),
)

"""The rules of a ``.dockerignore`` file, as BuildKit reads them on Linux."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from pathlib import Path

from e2b_dockerfile_utils import PatternMatcher

from lambda_container.errors import InvalidArgument

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_WILDCARDS = frozenset("*?[]^\\")
_CLASS = re.compile(r"\[\^?([^\]]+)\]", re.DOTALL)
_UNCLEAR_IN_CLASS = re.compile(r"[*?\[]|&&|\|\||~~")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ")


class IgnoreRules:
    """The rules of one ignore file.

    Args:
        text: The file's content.
        subject: The construct that the rules are read for, for error messages.
        name: The file's name, for error messages.

    Raises:
        InvalidArgument: Docker refuses a line, or turns it by accident into a regular expression
            of Go with another meaning.
    """

    def __init__(self, text: str = "", *, subject: str = "", name: str = ".dockerignore") -> None:
        self._lines = _lines(text)
        patterns = []
        for number, pattern in self._lines:
            reason = _why_refused(pattern)
            if reason is not None:
                rule = f"be a pattern that Docker accepts ({reason})"
                raise InvalidArgument(subject, f"{name} line {number}", rule, pattern)
            patterns.append(_for_matcher(pattern))
        self._matcher = PatternMatcher(patterns)
        exceptions = [line[1:] for line in self._matcher.patterns if line.startswith("!")]
        self._stems = [_without_trailing_glob(pattern) for pattern in exceptions]
        self._exceptions_have_wildcards = any(_WILDCARDS.intersection(stem) for stem in self._stems)

    @classmethod
    def read(cls, path: Path, *, subject: str) -> IgnoreRules:
        """Read the rules of the file at ``path``, which must be UTF-8.

        Raises:
            InvalidArgument: The file cannot be read, is not UTF-8, or contains an invalid line.
        """
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise InvalidArgument(subject, path.name, "be valid UTF-8", str(error)) from None
        except OSError as error:
            rule = "be a readable file"
            raise InvalidArgument(subject, path.name, rule, error.strerror) from None
        return cls(text, subject=subject, name=path.name)

    def ignores(self, path: str) -> bool:
        """Whether the entry at ``path`` (POSIX, relative to the context) is left out."""
        return self._matcher.matches(path)

    def line_for(self, path: str) -> tuple[int, str] | None:
        """Return the number and pattern of the last line that leaves out the entry at ``path``."""
        for number, pattern, matcher in reversed(self._single):
            if matcher.matches(path):
                return number, pattern
        return None

    @cached_property
    def _single(self) -> list[tuple[int, str, PatternMatcher]]:
        """A separate matcher for each line that leaves something out."""
        return [
            (number, pattern, PatternMatcher([_for_matcher(pattern)]))
            for number, pattern in self._lines
            if not pattern.startswith("!")
        ]

    def may_keep_below(self, directory: str) -> bool:
        """Whether BuildKit looks for entries to keep below an ignored ``directory``."""
        if self._exceptions_have_wildcards:
            return True
        return any(_leads_into(stem, directory) for stem in self._stems)


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines with a pattern, numbered from 1 and trimmed, including a leading ``!``."""
    found = []
    for number, line in enumerate(text.removeprefix(_BYTE_ORDER_MARK).split("\n"), start=1):
        # Only a "#" in the first column starts a comment: an indented one is part of a name.
        if line.startswith("#"):
            continue
        pattern = line.strip()
        if pattern:
            found.append((number, pattern))
    return found


def _for_matcher(pattern: str) -> str:
    # The matcher would read a leading "#" as a comment; it strips the blank again.
    return f" {pattern}"


def _why_refused(pattern: str) -> str | None:
    """Return why Docker refuses or misreads a pattern; None if it reads it as written."""
    return _why_unclear(pattern) or _why_invalid(pattern)


def _why_unclear(pattern: str) -> str | None:
    # It is sent to BuildKit in a header.
    if any(unicodedata.category(character) == "Cc" for character in pattern):
        return "a control character cannot be sent"
    # Docker copies these unchanged into a regular expression, where they have a meaning in Go.
    for escaped in _ESCAPED.findall(pattern):
        if escaped not in _PUNCTUATION:
            return f"'\\{escaped}' escapes nothing"
    plain = _ESCAPED.sub("_", pattern)
    if any(_UNCLEAR_IN_CLASS.search(members) for members in _CLASS.findall(plain)):
        return "a wildcard inside [...] needs a backslash"
    outside = _CLASS.sub("?", plain)
    if "^" in outside and (plain != pattern or _WILDCARDS.intersection(outside) - {"^"}):
        return "'^' beside a wildcard needs a backslash"
    return None


def _why_invalid(pattern: str) -> str | None:
    try:
        (cleaned,) = PatternMatcher([_for_matcher(pattern)]).patterns
    except ValueError as error:
        return str(error).rpartition(": ")[2]
    if f"{cleaned}/".startswith("!../"):
        # BuildKit sends nothing at all for some of these, such as "!../../*".
        return "an exception cannot lead out of the context"
    return "illegal exclusion pattern" if cleaned == "!/" else None


def _without_trailing_glob(pattern: str) -> str:
    return pattern.removesuffix("/**").removesuffix("/*")


def _leads_into(pattern: str, directory: str) -> bool:
    return f"{pattern}/".startswith(f"{directory}/")

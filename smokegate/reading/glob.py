"""Patterns of a contract: `*` stands for any characters, everything else for itself."""

import re
from fnmatch import fnmatchcase


def matches(text: str, pattern: str) -> bool:
    """Whether the whole text is what the pattern says."""
    return fnmatchcase(text, re.sub(r"([?\[])", r"[\1]", pattern))

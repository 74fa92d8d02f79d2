"""The table `[checks]` of a contract: shipped checks by name, each with a severity or off."""

import ast
import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache

from smokegate.contract_fields import CheckLevel
from smokegate.contract_suite import shipped_suite

_TABLE = re.compile(r"^\s*\[+\s*([^\]]*?)\s*\]+\s*(?:#.*)?$")
_ENTRY = re.compile(r"""^\s*["']?(\w+)["']?\s*=\s*(?:"[^"]*"|'[^']*')\s*(?:#\s*(.*?))?\s*$""")


@cache
def shipped_checks() -> tuple[str, ...]:
    """The names of the shipped checks, in the order of their modules."""
    return tuple(
        node.name
        for file in sorted(shipped_suite().glob("test_*.py"))
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def unknown_checks(levels: Mapping[str, CheckLevel]) -> Iterator[str]:
    """A sentence for each name that no shipped check has."""
    for name in levels:
        if name not in shipped_checks():
            near = difflib.get_close_matches(name, shipped_checks(), n=1)
            cure = (
                f"did you mean {near[0]}?" if near else "see the table in docs/what-it-catches.md"
            )
            yield f"$.checks.{name} is not a shipped check; {cure}"


def reasons(text: str) -> Mapping[str, str]:
    """The comment beside each entry of the table, or the one above it. text: of the contract."""
    found: dict[str, str] = {}
    above, is_inside = "", False
    for line in text.splitlines():
        if table := _TABLE.match(line):
            is_inside, above = table[1] == "checks", ""
        elif is_inside and (entry := _ENTRY.match(line)):
            found[entry[1]] = entry[2] or above
            above = ""
        elif is_inside:
            above = line.strip().removeprefix("#").strip() if line.strip().startswith("#") else ""
    return found

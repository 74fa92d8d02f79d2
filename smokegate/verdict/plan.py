"""The plan that a smokegate report states: which checks were selected."""

import json
from collections.abc import Mapping

from smokegate.verdict.check import CheckId
from smokegate.verdict.wording import plain

JunitName = tuple[str, str]
"""classname and name of a <testcase>."""


def planned_checks(text: str) -> tuple[CheckId, ...]:
    """The node ids of a plan, once each: one a line, or a JSON array.

    Raises ValueError if it begins as JSON and is no array of strings.
    """
    if not text.lstrip().startswith("["):
        lines = [line.strip() for line in text.split("\n")]
        return tuple(dict.fromkeys(CheckId(line) for line in lines if line))
    ids = json.loads(text)
    if not all(isinstance(each, str) for each in ids):
        raise ValueError(text)
    return tuple(dict.fromkeys(map(CheckId, ids)))


def junit_name(check: CheckId) -> JunitName:
    """What pytest calls a node in JUnit XML: only the part before the first `[` is split."""
    address, bracket, parameters = check.partition("[")
    file, *inner = address.split("::")
    names = [file.replace("/", ".").removesuffix(".py"), *inner]
    return plain(".".join(names[:-1])), plain(names[-1] + bracket + parameters)


def check_id(name: JunitName, planned: Mapping[JunitName, CheckId]) -> CheckId:
    """The node id where the plan has one for this name, else `classname::name`."""
    return planned.get(name) or CheckId("::".join(part for part in name if part))


def is_inside(check: CheckId, uncollected: CheckId) -> bool:
    """Whether the check is of this file, folder or class, which pytest could not collect."""
    outer = ".".join(junit_name(uncollected)).strip(".").removesuffix(".__init__")
    return f"{junit_name(check)[0]}.".startswith(f"{outer}.")

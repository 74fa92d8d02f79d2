"""The contract of the reference deployment should be the shipped one, and more."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from examples.charhub.build import HERE
from tests.live import ROOT, run
from tests.reference.test_deployment import CHECKS

OURS, SHIPPED = HERE / "charhub.toml", ROOT / "smoke" / "charhub.toml"
_NAMES = ("provider", "path")


def promises(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Each promise by its place; tables of a list by what names them."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from promises(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for inner in value:
            name = next(inner[key] for key in _NAMES if key in inner)
            yield from promises(inner, f"{place}[{name}]")
    else:
        yield place, value


def test_what_differs_is_what_has_to() -> None:
    """Of the shipped promises, those of the providers differ, and what was optional is not."""
    ours = dict(promises(tomllib.loads(OURS.read_text("utf-8"))))
    shipped = dict(promises(tomllib.loads(SHIPPED.read_text("utf-8"))))
    differing = {place for place, value in shipped.items() if ours.get(place) != value}
    assert differing == {
        "oauth[google].authorize",
        "oauth[facebook].authorize",
        "oauth[facebook].required",
        "oauth[google].callback_required",
        "pages[/].mount_required",
        "ready.required",
        "release.required",
    }


def test_its_promises_are_named() -> None:
    """`smokegate contract check` names every table, realtime too."""
    done = run("smokegate", "contract", "check", OURS, folder=ROOT)
    tables = "release, health, ready, 1 pages, 2 oauth, 6 routes, 1 realtime, edge, latency"
    assert (done.returncode, done.stdout) == (0, f"{OURS}: a contract of CharHub: {tables}\n")


def test_the_page_says_how_many_checks_there_are() -> None:
    """The figure in docs/reference.md is the one that a run is held against."""
    page = (ROOT / "docs" / "reference.md").read_text("utf-8")
    assert re.findall(r"All (\d+) checks", page) == [str(CHECKS)]

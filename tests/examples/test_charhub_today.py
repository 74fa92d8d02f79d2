"""Item 4: CharHub as it is deployed today is green with its contract, and red once it is broken."""

from pathlib import Path

import pytest

from examples.install import HERE
from tests.examples.apps import Judged, judged
from tests.examples.charhub_today import BLANK, ENTRY, Today
from tests.loopback import json_reply, served

CONTRACT = HERE / "charhub-today" / "contract.toml"


def _judged(deployment: Today, folder: Path) -> Judged:
    with served(deployment) as url:
        return judged(url, CONTRACT, folder)


def test_today_is_green(tmp_path: Path) -> None:
    """Static health, no readiness, no release, a page for each missing chunk: all of it is well."""
    seen = _judged(Today(), tmp_path)
    assert (seen.status, seen.failed) == (0, {})
    assert set(seen.warned) == {"test_missing_script_is_missing[/]"}


@pytest.mark.parametrize(
    "deployment, check",
    [
        pytest.param(Today(is_backend_up=False), "test_health_is_good", id="502-of-nginx"),
        pytest.param(
            Today(health=json_reply({"status": "error"}, 500)),
            "test_health_is_good",
            id="health-500",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            Today(page=BLANK), "test_page_is_not_blank[/]", id="blank", marks=pytest.mark.slow
        ),
        pytest.param(
            Today(missing=frozenset({ENTRY})), "test_every_asset_arrives[/]", id="missing-script"
        ),
        pytest.param(
            Today(has_google=False),
            "test_start_redirects_to_the_provider[google]",
            id="google-500",
        ),
        pytest.param(
            Today(is_database_up=False),
            "test_route_answers_as_promised[/api/v1/plans]",
            id="database-down",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_broken_sibling_is_red(deployment: Today, check: str, tmp_path: Path) -> None:
    """The same deployment with one thing broken fails by the check of that thing."""
    seen = _judged(deployment, tmp_path)
    assert seen.status == 1
    assert check in seen.failed, seen

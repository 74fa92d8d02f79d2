"""Applications that nobody wrote for this suite: green as they come, red once they are broken."""

import re
from pathlib import Path

import pytest

from tests.examples.apps import APPS, App, judged, needs, serving, without_its_asset

pytestmark = pytest.mark.slow
_EACH = [pytest.param(app, id=app.name, marks=needs(app.name)) for app in APPS]
TOLD = {
    "verdaccio": ("/", r"/-/static/main\.\w+\.js"),
    "node-red": ("/", r"/red/main\.min\.js"),
    "datasette": ("/_memory", r"/-/static/codemirror-5\.57\.0\.min\.js"),
}


@pytest.mark.parametrize("app", _EACH)
def test_each_application_is_green(app: App, tmp_path: Path) -> None:
    """Nothing that is healthy fails, however odd it is."""
    with serving(app, tmp_path) as url:
        seen = judged(url, app.contract, tmp_path)
    assert (seen.status, seen.failed, frozenset(seen.warned)) == (0, {}, app.warned)


@pytest.mark.parametrize("app", _EACH)
def test_a_file_that_is_missing_is_named(app: App, tmp_path: Path) -> None:
    """A page whose script or style is gone fails, by the name of that file."""
    with serving(app, tmp_path, without_its_asset(app, tmp_path)) as url:
        seen = judged(url, app.contract, tmp_path)
    assert seen.status == 1
    page, file = TOLD[app.name]
    told = rf"GET {page} -> 200 in \d+\.\d\d s: {file} should be 200, got 404"
    assert re.fullmatch(told, seen.failed[f"test_every_asset_arrives[{page}]"]), seen

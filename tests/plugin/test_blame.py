"""Whom a failure blames: what hangs on a page that a cache kept is not the release's."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.live import Case, cases, suite
from tests.replicas.cluster import cluster

_CONTRACT = 'app = "CharHub"\n[[pages]]\npath = "/"\nmount = "#root"\n'
_PAGE = '<!doctype html><title>CharHub</title><div id="root"></div><script src="/{}"></script>'
_OLD, _NEW = "index-BChQUWSn.js", "index-Q7rT2mXa.js"
_HANGING = {
    "test_page_is_not_blank[/]",
    "test_every_asset_arrives[/]",
    "test_every_replica_answers[script]",
}


def failed(url: str, folder: Path, *arguments: str) -> dict[str, Case]:
    """The checks that fail."""
    file = folder / "contract.toml"
    file.write_text(_CONTRACT, "utf-8")
    suite(url, f"--contract={file}", "-p", "no:allure_pytest", *arguments, folder=folder)
    found = cases(folder / "reports/junit.xml")
    return {case.name: case for case in found if case.outcome == "failure"}


def behind_a_cache(*, age_s: int, origin: str) -> Starlette:
    """A page of the old build, whose script is gone; past the cache, the one of the origin."""

    def page(request: Request) -> Response:
        if request.url.query:
            return HTMLResponse(_PAGE.format(origin))
        return HTMLResponse(_PAGE.format(_OLD), headers={"Age": f"{age_s}"})

    def script(_: Request) -> Response:
        return PlainTextResponse("console.log(1)", media_type="text/javascript")

    return Starlette(routes=[Route("/", page), Route(f"/{_NEW}", script)])


@pytest.mark.parametrize(
    "age_s, origin, blame",
    [
        pytest.param(7200, _NEW, "edge", id="kept-from-another-release"),
        pytest.param(7200, _OLD, None, id="kept-and-the-same"),
        pytest.param(0, _NEW, None, id="not-kept"),
    ],
)
def test_what_a_stale_page_asks_for_is_not_the_releases(
    age_s: int, origin: str, blame: str | None, tmp_path: Path
) -> None:
    """Its script may be gone without any fault of the release that the origin has."""
    with cluster([behind_a_cache(age_s=age_s, origin=origin)]) as url:
        seen = failed(url, tmp_path)
    assert {name: case.properties.get("blame") for name, case in seen.items()} == dict.fromkeys(
        _HANGING, blame
    )


def test_a_silence_blames_by_its_kind_alone(tmp_path: Path) -> None:
    """That nothing listens is held against the release, by checks of the edge too."""
    (tmp_path / "test_own.py").write_text(
        "import pytest\n\n\n"
        '@pytest.mark.blame("edge")\n'
        "def test_one(webpage, page_answer):\n"
        '    assert page_answer.status == 200, "never said"\n'
    )
    seen = failed("http://127.0.0.1:9", tmp_path, "--samples=1", "test_own.py")
    assert set(seen) >= {"test_page_answers[/]", "test_one[/]"}
    assert {case.properties.get("blame") for case in seen.values()} == {None}

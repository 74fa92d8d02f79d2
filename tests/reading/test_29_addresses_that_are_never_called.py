"""Items 28 and 29: a developer's address that stands in, or is compared with, is not called."""

import pytest

from smokegate.probe.observation import Answer
from smokegate.reading.bundle import environment_problems
from tests.reading.answers import ORIGIN, answer, said

LOCAL = "http://localhost:8080/"


def script(body: str) -> Answer:
    """One with the address in it."""
    return answer(body.replace("%s", LOCAL), url=f"{ORIGIN}/i.js")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('document.querySelector(`base`)?.href ?? "%s"', id="base-or-else"),
        pytest.param('a=location.origin||"%s"', id="origin-or-else"),
        pytest.param('b(window.API_URL)||("%s")', id="in-brackets"),
        pytest.param('if(location.origin==="%s")d()', id="compared"),
        pytest.param('if("%s"===location.origin)d()', id="compared-first"),
        pytest.param('if("%s" != e.origin)return', id="compared-loosely"),
        pytest.param('u.startsWith("%s")', id="begins-with"),
        pytest.param('["x"].concat(l).includes("%s")', id="included"),
        pytest.param('switch(o){case"%s":return 1}', id="case"),
        pytest.param('new URL(e,"%s").pathname', id="base-of-a-path"),
        pytest.param('new URL(t.path(1),"%s")', id="base-of-a-called-path"),
    ],
)
def test_an_address_that_is_never_called_is_no_problem(body: str) -> None:
    """Two healthy applications of eleven were red for one."""
    assert said(environment_problems([script(body)])) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('fetch("%s")', id="called"),
        pytest.param('{baseURL:"%s"}', id="setting"),
        pytest.param('a=void 0||"%s"', id="of-a-variable-that-was-not-set"),
        pytest.param('a=(void 0)??"%s"', id="in-brackets"),
        pytest.param('a={}.VITE_API_URL||"%s"', id="vite"),
        pytest.param('a=({}).VITE_API_URL||"%s"', id="vite-in-brackets"),
        pytest.param('a=import.meta.env.VITE_API_URL||"%s"', id="not-replaced"),
        pytest.param('a=process.env.API_URL||"%s"', id="not-replaced-in-node"),
        pytest.param('a=""||"%s"', id="empty"),
        pytest.param('a=location.origin||"%s";fetch("%s")', id="stands-in-and-is-called"),
        pytest.param('fetch(dev?"%s":"/api")', id="ternary"),
    ],
)
def test_an_address_that_is_called_is_one(body: str) -> None:
    """What a build leaves of a variable that was not set is never there, so the rest is called."""
    assert said(environment_problems([script(body)])) == [
        f"/i.js should be without a developer's address, got {LOCAL}"
    ]


def test_it_takes_time_in_proportion_to_the_script() -> None:
    """Only a few characters before each address are looked at."""
    body = 'new URL((((((((("' * 2000 + f'a||"{LOCAL}";' * 3000
    assert said(environment_problems([answer(body)])) == []

"""What only a browser sees is named; what healthy pages do is not held against them."""

import re
from collections.abc import Callable, Iterator
from itertools import chain

import pytest
from anyio.from_thread import start_blocking_portal

from smokegate.probe.browser import Browser
from smokegate.probe.observation import Ask
from smokegate.probe.visited import Opening, Visited
from smokegate.reading.uncaught import excused, uncaught_problems
from smokegate.reading.visit import (
    appearance_problems,
    is_shown,
    policy_problems,
    reload_problems,
    request_problems,
    rest_problems,
    translation_problems,
)
from tests.browser.presence import CHROMIUM, NEEDS_BROWSER
from tests.browser.sites import BROKEN, ELSEWHERE, HEALTHY, WARNED
from tests.frontend.site import Reply, served

pytestmark = NEEDS_BROWSER
BOUND_S = 3.0
_FAILING = (
    appearance_problems,
    uncaught_problems,
    request_problems,
    policy_problems,
    translation_problems,
    reload_problems,
)
NOTES = {
    "anonymous": ["Error: status 401 (a call was refused, as to anybody who is not signed in)"],
    "stripe": ["Error: Failed to load Stripe.js (another host did not answer)"],
    "global": ["ReferenceError: google is not defined (another host's script did not come)"],
    "elsewhere": ["TypeError: Failed to fetch (another host did not answer)"],
    "observer": ["Error: ResizeObserver loop limit exceeded (harmless)"],
    "aborted": ["AbortError: signal is aborted without reason (harmless)"],
}
Visit = Callable[[str], Visited]


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """All sites, each under its name."""
    sites = {name: site for name, (site, _) in {**BROKEN, **WARNED}.items()}
    with served({**HEALTHY, **sites, "favicon.ico": {"": Reply(status=404)}}) as url:
        yield url


@pytest.fixture(scope="module")
def visit(origin: str) -> Iterator[Visit]:
    """Visits a site by its name, all of them in one browser."""
    assert CHROMIUM is not None
    browser = Browser(CHROMIUM, BOUND_S, is_shown)

    def visit(name: str) -> Visited:
        ask = Ask(url=f"{origin}/{name}/")
        one = portal.call(browser.visit, Opening(ask=ask, own=(origin,), mount="#root"))
        assert isinstance(one, Visited), one
        return one

    with start_blocking_portal() as portal:
        yield visit
        portal.call(browser.close)


def said(one: Visited, origin: str) -> list[str]:
    """What the checks that fail a run say."""
    found = map(str, chain.from_iterable(reader(one) for reader in _FAILING))
    return [re.sub(r"in \d+\.\d+ s", "in N s", text.replace(origin, "ORIGIN")) for text in found]


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_named(name: str, visit: Visit, origin: str) -> None:
    """Each is told as itself and as nothing else."""
    assert said(visit(name), origin) == BROKEN[name][1]


@pytest.mark.parametrize("name", WARNED)
def test_what_works_all_the_same_is_warned_of(name: str, visit: Visit, origin: str) -> None:
    """What a policy keeps out without harm fails nothing."""
    one = visit(name)
    assert said(one, origin) == []
    assert [str(problem) for problem in rest_problems(one)] == WARNED[name][1]


@pytest.mark.parametrize("name", HEALTHY)
def test_what_is_healthy_is_not_accused(name: str, visit: Visit, origin: str) -> None:
    """Nothing is said of it, but of errors that are another's fault a note."""
    one = visit(name)
    assert said(one, origin) == []
    assert list(rest_problems(one)) == []
    noted = [note.removeprefix(f"GET /{name}/ in a browser: uncaught ") for note in excused(one)]
    assert noted == NOTES.get(name, [])


@pytest.mark.parametrize("name", ["away", "away-by-redirect"])
def test_nothing_is_sent_to_where_a_page_leaves_for(name: str, visit: Visit) -> None:
    """A page that goes on to another host is kept here: nothing is ever sent to a provider."""
    one = visit(name)
    assert one.left_for == ELSEWHERE.removeprefix("http://")
    assert not any(refused.url.startswith(ELSEWHERE) for refused in one.refused)

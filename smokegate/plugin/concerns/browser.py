"""Pages as a browser shows them; promised where the extra and Chromium are there."""

from typing import cast

import pytest

from smokegate.contract import Page
from smokegate.contract_fields import Severity
from smokegate.origin import checked_origin
from smokegate.plugin import asks
from smokegate.plugin.concern import Concern, Values
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer
from smokegate.probe.visited import NotVisited, Opening, Visited
from smokegate.reading.page import page_problems
from smokegate.reading.problem import told
from smokegate.reading.uncaught import excused
from smokegate.reading.visit import refused_visit


@pytest.fixture
def visited(webpage: Page, page_answer: Answer, sight: Sight) -> Visited:
    """What a browser saw of a page. A browser that does not work is an error of the run's own."""
    seen = sight.survey.visited(_opening(sight.settings, webpage))
    if isinstance(seen, NotVisited):
        line = page_answer.ask.line
        pytest.fail(
            f"{line} in a browser: {seen.why}; this says nothing of the release", pytrace=False
        )
    if seen is None:  # the page itself is bad, and was not opened
        if not sight.silence and not sight.blocked:
            sight.unmet = told(page_answer.where, page_problems(page_answer))
        return cast(Visited, None)
    sight.visited = seen
    if why := refused_visit(seen):
        sight.blocked = f"{seen.where}: {why}; this says nothing of the release"
    sight.notes.extend(excused(seen))
    sight.notes.extend(f"{seen.where}: {one}" for one in seen.kept_back)
    if seen.left_for:
        sight.notes.append(f"{seen.where}: leaves for {seen.left_for}, which is not followed")
    return seen


def _opening(settings: Settings, page: Page) -> Opening:
    own = dict.fromkeys(map(_as_browsers_write, (settings.base_url, settings.origin)))
    contract = settings.contract
    judged = tuple(one.path for one in (contract.health, contract.ready) if one)
    ask = asks.page(settings, page)
    return Opening(ask=ask, own=tuple(own), mount=page.mount, judged=judged)


def _as_browsers_write(origin: str) -> str:
    """In small letters, without the usual port, and a name of other letters in Punycode."""
    scheme, joint, host = checked_origin("public_url", origin).partition("://")
    try:
        return f"{scheme}{joint}{host.encode('idna').decode()}"
    except UnicodeError:
        return f"{scheme}{joint}{host}"


def _page(settings: Settings, values: Values) -> Opening:
    return _opening(settings, cast(Page, values["webpage"]))


def _can_see(settings: Settings) -> Severity | None:
    """How bad it is, the page says."""
    return Severity.BLOCKER if settings.chromium else None


CONCERN = Concern(
    single={"visited": _can_see},
    reads={"visited": lambda run, values: Plan(visits=(_page(run, values),))},
)

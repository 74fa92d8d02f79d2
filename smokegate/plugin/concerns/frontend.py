"""Pages, and all that they load."""

from typing import cast

import pytest

from smokegate.contract import Page
from smokegate.plugin import asks
from smokegate.plugin.concern import Case, Concern, Values
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Loaded, Plan
from smokegate.probe.observation import Answer, Ask
from smokegate.reading.page import page_problems
from smokegate.reading.problem import told


@pytest.fixture
def page_answer(webpage: Page, sight: Sight) -> Answer:
    """A page as it came."""
    return sight.read(asks.page(sight.settings, webpage), as_it_came)


@pytest.fixture
def loaded(webpage: Page, page_answer: Answer, sight: Sight) -> tuple[Loaded, ...]:
    """What a page loads, with what came when it was asked for."""
    found = sight.survey.loaded(asks.page(sight.settings, webpage))
    sight.loaded.extend(found)
    if sight.silence is None and (problems := tuple(page_problems(page_answer))):
        sight.unmet = told(page_answer.where, problems)  # no page, so nobody knows what it loads
    return found


def _pages(settings: Settings) -> list[Case]:
    return [
        Case(value=page, id=page.path, severity=page.severity) for page in settings.contract.pages
    ]


def _page(settings: Settings, values: Values) -> Ask:
    return asks.page(settings, cast(Page, values["webpage"]))


CONCERN = Concern(
    cases={"webpage": _pages},
    reads={
        "page_answer": lambda run, values: Plan(asks=(_page(run, values),)),
        "loaded": lambda run, values: Plan(pages=(_page(run, values),)),
    },
)

"""Pages, all that they load, and what is named by that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import pytest

from smokegate.contract import Page
from smokegate.contract_fields import Severity
from smokegate.plugin import asks
from smokegate.plugin.concern import Case, Concern, Values, cases_by_path
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Loaded, Plan
from smokegate.probe.observation import Answer, Ask
from smokegate.reading.asset import MOST, Asset, Kind
from smokegate.reading.exposure import SECRET_FILES
from smokegate.reading.page import page_problems
from smokegate.reading.problem import told


@dataclass(frozen=True, slots=True, kw_only=True)
class DeepLink:
    """A path that people open directly, though the application lives at its front door."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretFile:
    """A file that lies beside many applications and should not be served."""

    path: str


@pytest.fixture
def page_answer(webpage: Page, sight: Sight) -> Answer:
    """A page as it came."""
    return sight.read(asks.page(sight.settings, webpage), as_it_came)


@pytest.fixture
def loaded(webpage: Page, page_answer: Answer, sight: Sight) -> tuple[Loaded, ...]:
    """What a page loads, with what came when it was asked for."""
    return _loaded(asks.page(sight.settings, webpage), page_answer, sight)


@pytest.fixture
def named(webpage: Page, loaded: tuple[Loaded, ...], sight: Sight) -> tuple[Loaded, ...]:  # noqa: ARG001
    """What the assets of a page name in turn, with what came when it was asked for."""
    found = sight.survey.named(asks.page(sight.settings, webpage))
    sight.loaded.extend(found)
    return found


@pytest.fixture
def weighed_answer(weighed_page: Page, sight: Sight) -> Answer:
    """A page whose weight is promised, as it came."""
    return sight.read(asks.page(sight.settings, weighed_page), as_it_came)


@pytest.fixture
def weighed(weighed_page: Page, weighed_answer: Answer, sight: Sight) -> tuple[Loaded, ...]:
    """What that page loads, with what came when it was asked for."""
    return _loaded(asks.page(sight.settings, weighed_page), weighed_answer, sight)


@pytest.fixture
def scripts(loaded: tuple[Loaded, ...], sight: Sight) -> tuple[Answer, ...]:
    """The deployment's own scripts that a page loads."""
    return _answers(loaded, sight, lambda one: one.kind is Kind.SCRIPT)


@pytest.fixture
def styles(loaded: tuple[Loaded, ...], sight: Sight) -> tuple[Answer, ...]:
    """The deployment's own styles that a page loads."""
    return _answers(loaded, sight, lambda one: one.kind is Kind.STYLE)


@pytest.fixture
def code(
    page_answer: Answer, loaded: tuple[Loaded, ...], named: tuple[Loaded, ...], sight: Sight
) -> tuple[Answer, ...]:
    """All that anybody can read: a page, its own scripts and styles, and the chunks of these."""
    return (page_answer, *_answers((*loaded, *named), sight, lambda one: one.is_code))


@pytest.fixture
def missing_answer(page_answer: Answer, loaded: tuple[Loaded, ...], sight: Sight) -> Answer:
    """The answer for a script that no build made."""
    if sight.silence or sight.unmet:  # no page, so nobody knows where its scripts are
        return page_answer
    return sight.read(asks.missing(page_answer, [one.asset for one in loaded]), as_it_came)


@pytest.fixture
def deep_answer(deep_link: DeepLink, sight: Sight) -> Answer:
    """A page that people open directly, as it came."""
    return sight.read(asks.deep_link(sight.settings, deep_link.path), as_it_came)


@pytest.fixture
def deep_loaded(deep_link: DeepLink, deep_answer: Answer, sight: Sight) -> tuple[Loaded, ...]:
    """What that page loads, with what came when it was asked for."""
    return _loaded(asks.deep_link(sight.settings, deep_link.path), deep_answer, sight)


@pytest.fixture
def secret_answer(secret_file: SecretFile, sight: Sight) -> Answer:
    """The answer for a file that should not be served."""
    return sight.read(asks.secret_file(sight.settings, secret_file.path), as_it_came)


@pytest.fixture
def secure_origin(sight: Sight) -> str:
    """The origin that people use, where that is one of https."""
    return sight.settings.origin


def _loaded(ask: Ask, answer: Answer, sight: Sight) -> tuple[Loaded, ...]:
    found = sight.survey.loaded(ask)
    sight.loaded.extend(found)
    if sight.silence is None and (problems := tuple(page_problems(answer))):
        sight.unmet = told(answer.where, problems)  # no page, so nobody knows what it loads
    if len(found) == MOST:
        sight.notes.append(f"{answer.where}: what it loads after the first {MOST} files")
    return found


def _answers(
    found: tuple[Loaded, ...], sight: Sight, is_wanted: Callable[[Asset], bool]
) -> tuple[Answer, ...]:
    origin = sight.settings.origin
    own = [one for one in found if is_wanted(one.asset) and not one.asset.is_foreign_to(origin)]
    return tuple(one.seen for one in own if isinstance(one.seen, Answer))


def _pages(settings: Settings) -> list[Case]:
    return cases_by_path(settings.contract.pages)


def _weighed_pages(settings: Settings) -> list[Case]:
    return cases_by_path([page for page in settings.contract.pages if page.max_code_kib])


def _deep_links(settings: Settings) -> list[Case]:
    """Each path once, as bad as the worst of its pages."""
    order = list(Severity)
    worst: dict[str, Severity] = {}
    for page in settings.contract.pages:
        for path in page.deep_links:
            worst[path] = min(worst.get(path, page.severity), page.severity, key=order.index)
    return [
        Case(value=DeepLink(path=path), id=path, severity=severity)
        for path, severity in worst.items()
    ]


def _secret_files(settings: Settings) -> list[Case]:
    worst = min(
        (page.severity for page in settings.contract.pages), key=list(Severity).index, default=None
    )
    return [
        Case(value=SecretFile(path=path), id=path, severity=worst) for path in SECRET_FILES if worst
    ]


def _security(settings: Settings) -> Severity | None:
    """Only a page of https can load something in clear; how bad that is, the page says."""
    return Severity.BLOCKER if settings.origin.startswith("https://") else None


def _page(settings: Settings, values: Values) -> Ask:
    return asks.page(settings, cast(Page, values["webpage"]))


def _weighed(settings: Settings, values: Values) -> Ask:
    return asks.page(settings, cast(Page, values["weighed_page"]))


def _deep(settings: Settings, values: Values) -> Ask:
    return asks.deep_link(settings, cast(DeepLink, values["deep_link"]).path)


def _secret(settings: Settings, values: Values) -> Ask:
    return asks.secret_file(settings, cast(SecretFile, values["secret_file"]).path)


CONCERN = Concern(
    cases={
        "webpage": _pages,
        "weighed_page": _weighed_pages,
        "deep_link": _deep_links,
        "secret_file": _secret_files,
    },
    single={"secure_origin": _security},
    reads={
        "page_answer": lambda run, values: Plan(asks=(_page(run, values),)),
        "loaded": lambda run, values: Plan(pages=(_page(run, values),)),
        "weighed_answer": lambda run, values: Plan(asks=(_weighed(run, values),)),
        "weighed": lambda run, values: Plan(pages=(_weighed(run, values),)),
        "named": lambda run, values: Plan(deep=(_page(run, values),)),
        "missing_answer": lambda run, values: Plan(deep=(_page(run, values),)),
        "deep_answer": lambda run, values: Plan(asks=(_deep(run, values),)),
        "deep_loaded": lambda run, values: Plan(pages=(_deep(run, values),)),
        "secret_answer": lambda run, values: Plan(asks=(_secret(run, values),)),
    },
)

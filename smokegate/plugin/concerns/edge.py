"""What stands between the deployment and its users: TLS, redirects, caches, codings.

Everything here is asked over https only.
"""

from collections.abc import Callable, Iterable
from typing import cast

import pytest

from smokegate.contract import Edge, Page
from smokegate.contract_fields import Severity
from smokegate.plugin import asks, edge_asks
from smokegate.plugin.concern import Case, Concern
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.handshake import SHOWS_CHAIN
from smokegate.probe.observation import Answer, Ask
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.cache import kept
from smokegate.reading.edge import Copies, is_suspect
from smokegate.reading.page import page_problems
from smokegate.reading.problem import told

_COPIES = 8  # each costs the origin an answer that no cache may give

Files = tuple[tuple[Asset, Answer], ...]


def is_asked(settings: Settings) -> bool:
    """Whether the edge is promised and can be asked."""
    return settings.contract.edge is not None and settings.base_url.startswith("https://")


def severity(settings: Settings) -> Severity | None:
    """How bad a broken promise of the edge is, None if nothing is asked of it."""
    edge = settings.contract.edge
    return edge.severity if edge and is_asked(settings) else None


def not_covered(settings: Settings) -> list[str]:
    """What is promised of the edge and cannot be asked here, and why."""
    edge = settings.contract.edge
    if edge is None:
        return []
    if not is_asked(settings):
        return ["edge (asked over https only)"]
    found = []
    if edge.https_redirect and edge_asks.http_url(settings) is None:
        found.append("the redirect to https (--base-url has a port, and [edge] no http_port)")
    if not SHOWS_CHAIN:
        found.append("how long intermediate certificates last (this Python does not show them)")
    return found


def seen_page(sight: Sight, page: Page) -> Answer:
    """A page as it came; where it is none, the check is not run."""
    answer = sight.read(asks.page(sight.settings, page), as_it_came)
    if sight.silence is None and (problems := tuple(page_problems(answer))):
        sight.unmet = told(answer.where, problems)  # no page, so its edge is not to be judged
    return answer


@pytest.fixture
def edge(sight: Sight) -> Edge:
    """What the contract promises of the edge."""
    assert sight.settings.contract.edge is not None
    return sight.settings.contract.edge


@pytest.fixture
def first_answer(sight: Sight) -> Answer:
    """The first page, or whatever else the contract begins with, as it came."""
    return sight.read(edge_asks.first(sight.settings), as_it_came)


@pytest.fixture
def over_http(sight: Sight) -> Answer:
    """The first page, asked for over plain http."""
    return sight.read(edge_asks.plain_http(sight.settings), as_it_came)


@pytest.fixture
def over_https(sight: Sight) -> str:
    """The URL to which plain http should lead."""
    return edge_asks.https_url(sight.settings)


@pytest.fixture
def hsts_answer(first_answer: Answer) -> Answer:
    """An answer that should tell browsers to use https alone."""
    return first_answer


@pytest.fixture
def led_elsewhere(sight: Sight) -> tuple[Answer, ...]:
    """The answers of the routes that lead elsewhere."""
    return _answers(sight, edge_asks.redirects(sight.settings))


@pytest.fixture
def page_over_https(edge_page: Page, sight: Sight) -> Answer:
    """A page as it came."""
    return seen_page(sight, edge_page)


@pytest.fixture
def page_anew(page_over_https: Answer, sight: Sight) -> Answer | None:
    """The page past all caches, None where no cache handed it out."""
    if sight.silence or not kept(page_over_https):
        return None
    return sight.read(edge_asks.anew(page_over_https.ask), as_it_came)


@pytest.fixture
def files(edge_page: Page, page_over_https: Answer, sight: Sight) -> Files:  # noqa: ARG001
    """What the page loads from the deployment itself."""
    return _files(sight, edge_page)


@pytest.fixture
def hashed(immutable_page: Page, sight: Sight) -> Files:
    """What a page loads, of which the part with a hash in its name may be kept for ever."""
    seen_page(sight, immutable_page)
    return _files(sight, immutable_page)


@pytest.fixture
def health_over_https(health_answer: Answer) -> Answer:
    """The deployment's word on itself, whose edge is judged too."""
    return health_answer


@pytest.fixture
def settings_files(sight: Sight) -> tuple[Answer, ...]:
    """What may stand under names that the next release uses too."""
    return _answers(sight, edge_asks.settings_files(sight.settings))


@pytest.fixture
def refusals(sight: Sight) -> tuple[Answer, ...]:
    """Answers of paths that should not be there."""
    return _answers(sight, edge_asks.refusals(sight.settings))


@pytest.fixture
def copies(files: Files, sight: Sight) -> tuple[Copies, ...]:
    """Scripts and styles out of a cache, each asked for again and past all caches."""
    code = [one for one in files if one[0].kind in (Kind.SCRIPT, Kind.STYLE)]
    suspects = [(asset, seen) for asset, seen in code if is_suspect(seen) or kept(seen)][:_COPIES]
    again = [Ask(url=asset.url, is_fresh=True, sample=1) for asset, _ in suspects]
    anew = [edge_asks.anew(asks.asset(asset.url)) for asset, _ in suspects]
    seen = sight.survey.observations((*again, *anew))
    sight.seen.extend(seen)
    return tuple(
        Copies(asset=asset, first=first, again=second, anew=third)
        for (asset, first), second, third in zip(
            suspects, seen[: len(again)], seen[len(again) :], strict=True
        )
    )


def _files(sight: Sight, page: Page) -> Files:
    found = sight.survey.loaded(asks.page(sight.settings, page))
    own = [one for one in found if not one.asset.is_foreign_to(sight.settings.origin)]
    sight.loaded.extend(own)
    return tuple((one.asset, one.seen) for one in own if isinstance(one.seen, Answer))


def _answers(sight: Sight, wanted: Iterable[Ask]) -> tuple[Answer, ...]:
    """Those that came; whose promise they are says who stayed silent."""
    seen = sight.survey.observations(wanted)
    sight.seen.extend(seen)
    return tuple(one for one in seen if isinstance(one, Answer))


def _where(is_promised: Callable[[Settings], object]) -> Callable[[Settings], Severity | None]:
    return lambda run: severity(run) if is_promised(run) else None


def _pages(settings: Settings, how_bad: Severity | None) -> list[Case]:
    if how_bad is None or not is_asked(settings):
        return []
    pages = settings.contract.pages
    return [Case(value=page, id=page.path, severity=how_bad) for page in pages]


def _immutable(settings: Settings) -> list[Case]:
    edge = settings.contract.edge
    return _pages(settings, edge.assets_immutable if edge else None)


def _loads(settings: Settings, page: object) -> Plan:
    return Plan(pages=(asks.page(settings, cast(Page, page)),))


CONCERN = Concern(
    cases={
        "edge_page": lambda run: _pages(run, severity(run)),
        "immutable_page": _immutable,
    },
    single={
        "first_answer": severity,
        "over_http": _where(edge_asks.http_url),
        "hsts_answer": _where(lambda run: run.contract.edge and run.contract.edge.hsts),
        "led_elsewhere": _where(edge_asks.redirects),
        "settings_files": severity,
        "refusals": severity,
        "health_over_https": _where(lambda run: run.contract.health),
    },
    reads={
        "first_answer": lambda run, _: Plan(asks=(edge_asks.first(run),)),
        "over_http": lambda run, _: Plan(asks=(edge_asks.plain_http(run),)),
        "led_elsewhere": lambda run, _: Plan(asks=edge_asks.redirects(run)),
        "page_over_https": lambda run, case: _loads(run, case["edge_page"]),
        "hashed": lambda run, case: _loads(run, case["immutable_page"]),
        "settings_files": lambda run, _: Plan(asks=edge_asks.settings_files(run)),
        "refusals": lambda run, _: Plan(asks=edge_asks.refusals(run)),
    },
)

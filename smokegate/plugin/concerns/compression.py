"""The largest text that the first page loads, in each coding that browsers offer."""

from collections.abc import Iterable
from typing import cast

import pytest

from smokegate.contract_fields import Coding
from smokegate.plugin import edge_asks
from smokegate.plugin.concern import Case, Concern
from smokegate.plugin.concerns.edge import seen_page, severity
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import Sight, as_it_came
from smokegate.plugin.survey import Plan
from smokegate.probe.observation import Answer
from smokegate.reading.asset import Asset
from smokegate.reading.compression import largest_text


@pytest.fixture
def largest(sight: Sight) -> Asset | None:
    """The largest text that the first page loads; asked for in every coding, all at once."""
    page = sight.settings.contract.pages[0]
    answer = seen_page(sight, page)
    if sight.silence or sight.unmet:
        return None
    loaded = [(one.asset, one.seen) for one in sight.survey.loaded(answer.ask)]
    found = largest_text(loaded, sight.settings.origin)
    if found is None:
        told = f"{answer.where}: loads no text of its own over 1 kB to be compressed"
        sight.not_provided = told
    else:
        codings = ("identity", *Coding)
        sight.survey.start(Plan(asks=tuple(edge_asks.coded(found, coding) for coding in codings)))
    return found


@pytest.fixture
def uncoded(largest: Asset | None, sight: Sight) -> Answer:
    """That text, asked for without any coding."""
    return _in_coding(sight, largest, "identity")


@pytest.fixture
def as_promised(promised_coding: Coding, largest: Asset | None, sight: Sight) -> Answer:
    """That text, where nothing but a promised coding is offered."""
    return _in_coding(sight, largest, promised_coding)


@pytest.fixture
def encoded(any_coding: Coding, largest: Asset | None, sight: Sight) -> Answer:
    """That text, where nothing but one coding is offered."""
    return _in_coding(sight, largest, any_coding)


def _in_coding(sight: Sight, largest: Asset | None, coding: str) -> Answer:
    if largest is None:
        return cast(Answer, None)  # the check is not run
    return sight.read(edge_asks.coded(largest, coding), as_it_came)


def _codings(settings: Settings, codings: Iterable[Coding]) -> list[Case]:
    how_bad = severity(settings)
    if how_bad is None or not settings.contract.pages:
        return []
    return [Case(value=coding, id=coding, severity=how_bad) for coding in codings]


def _promised_codings(settings: Settings) -> list[Case]:
    edge = settings.contract.edge
    return _codings(settings, edge.compression if edge else ())


CONCERN = Concern(
    cases={
        "promised_coding": _promised_codings,
        "any_coding": lambda run: _codings(run, Coding),
    },
    single={"uncoded": lambda run: severity(run) if run.contract.pages else None},
    reads={"largest": lambda run, _: Plan(pages=(edge_asks.first(run),))},
)

"""Turns the result of one check into its report: promise, sight side by side, how bad it is."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from smokegate.contract_fields import Severity
from smokegate.plugin.exchange import written
from smokegate.plugin.harness import UnseenError, why_no_evidence
from smokegate.plugin.lost_connection import LostConnection, lost_connection
from smokegate.plugin.settings import Settings
from smokegate.plugin.sight import SIGHT, Sight
from smokegate.plugin.stale import hangs_on_a_stale_page, is_health_of_a_cache
from smokegate.plugin.survey import Loaded
from smokegate.probe.observation import Answer, Kind, Silence
from smokegate.reading.blocked import is_edge_without_origin, refusal
from smokegate.redact import redacted

_FAILURE = "smokegate_failure"


class NotProvidedError(Exception):
    """What the check asks for is not there, and need not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One failed check as a person reads it. requests: with their trace ids."""

    promise: str
    seen: str
    requests: str

    def __str__(self) -> str:
        return f"{self.seen}\npromise: {self.promise}\nrequest: {self.requests}"


class RunnerError(RuntimeError):
    """The check has nothing to look at because of the runner, which says nothing of a release."""


def refuse_unseen(item: pytest.Item) -> None:
    """Fails a check that has nothing to look at, or marks it as not provided, before it runs."""
    sight = item.stash.get(SIGHT, None)
    if sight is None:
        return
    if sight.silence and sight.silence.kind is Kind.RUNNER:
        raise RunnerError(sight.silence.where)
    if sight.silence:
        raise UnseenError(sight.silence.where)
    if sight.blocked:
        raise UnseenError(sight.blocked)
    if sight.not_provided:
        raise NotProvidedError(sight.not_provided)
    if sight.unmet:
        raise UnseenError(sight.unmet)


@contextmanager
def only_the_sentence() -> Iterator[None]:
    """Takes secrets, and pytest's look at the operands, out of a failure before anyone keeps it."""
    try:
        yield
    except AssertionError as error:
        error.args = (redacted(str(error).partition("\nassert ")[0]),)
        raise


def settle_report(
    item: pytest.Item,
    call: pytest.CallInfo[Any],
    report: pytest.TestReport,
    severity: Severity,
    settings: Settings,
) -> None:
    """Gives the report its short text, its properties and, below `fail_on`, its mild outcome."""
    sight = item.stash.get(SIGHT, None)
    if report.when == "setup" and (sight is not None or item.get_closest_marker("severity")):
        _say(item, report, "severity", severity)
    if report.when != "call":
        return
    if sight is not None:
        _say_samples(item, report, sight)
        _say_answered(item, report, sight)
    if call.excinfo is None:
        return
    error = call.excinfo.value
    if isinstance(error, NotProvidedError):
        _replace(item, "severity", Severity.TRIVIAL)
        _say(item, report, "not_covered", str(error))
        _expect(report, f"not covered: {error}")
    elif report.failed and why_no_evidence(item, call, settings) is None:
        is_mild = not severity.is_at_least(settings.fail_on)
        if lost := lost_connection(error, settings):
            _lose(item, report, lost, is_mild=is_mild)
        elif sight is not None:
            _fail(item, report, sight, error, is_mild=is_mild)


def failure_of(report: pytest.TestReport) -> Failure | None:
    """The failure that this report tells in our words, from whichever process it came."""
    told = getattr(report, _FAILURE, None)
    return Failure(**told) if told else None


def exchanges(sight: Sight, told: set[str]) -> Iterator[tuple[str, str]]:
    """Name and text of each exchange of a check, those of a page's assets in one.

    told: trace ids of those that stand in the report already, which are left out; adds to them.
    """
    for one in sight.seen:
        if one.trace_id not in told:
            told.add(one.trace_id)
            yield one.where, written(one)
    for name, many in (
        (
            "assets",
            {one.seen.trace_id: f"{one.asset.kind}: {one.seen.where}" for one in sight.loaded},
        ),
        ("samples", {one.trace_id: one.where for one in sight.samples}),
    ):
        new = {trace: line for trace, line in many.items() if trace not in told}
        told.update(new)
        if new:
            lines = [f"{trace} {line}" for trace, line in new.items()]
            yield f"{len(lines)} {name}", redacted("\n".join(lines))


def _lose(
    item: pytest.Item, report: pytest.TestReport, lost: LostConnection, *, is_mild: bool
) -> None:
    """The silence that a check of a team's own met, which asks by itself."""
    _say(item, report, "cause", _cause_of_silence(lost.kind))
    _say(item, report, "silence", lost.kind)
    failure = Failure(promise=_promise(item), seen=lost.seen, requests="by the check itself")
    _put(report, failure, is_mild=is_mild)


def _say_samples(item: pytest.Item, report: pytest.TestReport, sight: Sight) -> None:
    if len(sight.samples) > 1:
        _say(item, report, "observations", str(len(sight.samples)))
        _say(item, report, "failures", str(sight.failures or 0))
    for note in sight.not_covered():
        _say(item, report, "not_covered", redacted(note))


def _say_answered(item: pytest.Item, report: pytest.TestReport, sight: Sight) -> None:
    """That a check judged an answer: one that passes so shows that the runner can see."""
    observations = (*sight.seen, *sight.samples)
    if any(isinstance(one, Answer) and not refusal(one) for one in observations):
        _say(item, report, "answered", "yes")


def _fail(
    item: pytest.Item,
    report: pytest.TestReport,
    sight: Sight,
    error: BaseException,
    *,
    is_mild: bool,
) -> None:
    seen = str(error)
    silence = sight.silence or _silent_asset(sight, seen)
    is_blocked = sight.blocked is not None or _is_blocked_asset(sight, seen)
    _say(item, report, "cause", "unreachable" if is_blocked else _cause(item, silence))
    if blame := _blame(item, sight, silence):
        _say(item, report, "blame", blame)
    if silence or is_blocked:
        is_asked = silence is not None and silence.kind is not Kind.NOT_ASKED
        _say(item, report, "silence", silence.kind if silence and is_asked else "blocked")
    failure = Failure(promise=_promise(item), seen=seen, requests=_requests(sight, seen))
    _put(report, failure, is_mild=is_mild)


def _put(report: pytest.TestReport, failure: Failure, *, is_mild: bool) -> None:
    setattr(report, _FAILURE, asdict(failure))
    report.longrepr = str(failure)
    if is_mild:
        _expect(report, str(failure))


def _expect(report: pytest.TestReport, reason: str) -> None:
    """Reports it the way pytest reports an expected failure."""
    report.outcome = "skipped"
    report.wasxfail = reason


def _say(item: pytest.Item, report: pytest.TestReport, name: str, value: str) -> None:
    item.user_properties.append((name, str(value)))
    report.user_properties.append((name, str(value)))


def _replace(item: pytest.Item, name: str, value: str) -> None:
    kept = [pair for pair in item.user_properties if pair[0] != name]
    item.user_properties[:] = [*kept, (name, str(value))]


def _silent_asset(sight: Sight, seen: str) -> Silence | None:
    """The silence of an asset that the failure names, or None."""
    silent = (one.seen for one in _named(sight, seen) if isinstance(one.seen, Silence))
    return next(silent, None)


def _is_blocked_asset(sight: Sight, seen: str) -> bool:
    """Whether the edge keeps the runner from every asset that the failure names."""
    answers = [one.seen for one in _named(sight, seen)]
    return bool(answers) and all(isinstance(one, Answer) and refusal(one) for one in answers)


def _cause(item: pytest.Item, silence: Silence | None) -> str:
    if silence is not None:
        return _cause_of_silence(silence.kind)
    mark = item.get_closest_marker("cause")
    return str(mark.args[0]) if mark else "contract"


def _cause_of_silence(kind: Kind) -> str:
    match kind:
        case Kind.TIMEOUT:
            return "timeout"
        case Kind.PROTOCOL | Kind.TOO_LARGE:
            return "contract"  # something answered, only not what was promised
        case _:
            return "unreachable"


def _blame(item: pytest.Item, sight: Sight, silence: Silence | None) -> str | None:
    """Whom the failure blames, where that is not the release; of a silence, its kind says so."""
    answers = [one for one in sight.seen if isinstance(one, Answer)]
    if answers and all(is_edge_without_origin(one) for one in answers):
        return "outside"
    if silence:
        return None
    if mark := item.get_closest_marker("blame"):
        return str(mark.args[0])
    return "edge" if hangs_on_a_stale_page(sight) or is_health_of_a_cache(sight) else None


def _promise(item: pytest.Item) -> str:
    text = inspect.getdoc(getattr(item, "function", None)) or item.name
    return " ".join(text.split("\n\n")[0].split())


def _requests(sight: Sight, seen: str) -> str:
    """The trace ids of what the check read: of a page's assets, those that the failure names."""
    named = [one.seen for one in _named(sight, seen)]
    traces = [f"{one.ask.line} trace id {one.trace_id}" for one in (named or sight.seen)]
    more = f" and {len(traces) - 4} more in the Allure report" if len(traces) > 4 else ""
    return ", ".join(traces[:4]) + more


def _named(sight: Sight, seen: str) -> list[Loaded]:
    return [one for one in sight.loaded if f"{urlsplit(one.asset.url).path} should be" in seen]

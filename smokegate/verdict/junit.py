"""JUnit XML of any tool, as records."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import junitparser

from smokegate.redact import shown
from smokegate.verdict.check import CheckOutcome
from smokegate.verdict.dialect import Dialect, dialect_of
from smokegate.verdict.wording import LONGEST_SENTENCE, first_line, plain
from smokegate.verdict.xml_tree import root_of

Result = junitparser.Failure | junitparser.Error | junitparser.Skipped

# junitparser says that it is typed, but its functions are not.
_junit: Any = junitparser

# Surefire and nextest run a test again that failed, and write the earlier runs of it into its case.
_RERUNS = ("flakyFailure", "flakyError", "rerunFailure", "rerunError")

# Some tools say it in an attribute (googletest: status="notrun") and leave out the element.
_SAYS_SKIPPED = {"notrun", "skipped", "suppressed", "disabled", "ignored", "pending", "todo"}
_SAYS_FAILED = {"failed", "failure", "fail"}
_SAYS_BROKEN = {"error", "broken"}

_UNTITLED = "(without a title)"
_WORST_FIRST = (CheckOutcome.FAILED, CheckOutcome.ERROR, CheckOutcome.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One <testcase>. An empty name is what an interrupted pytest leaves.

    is_uncollected: it stands for a file or folder of checks that pytest could not read, or skipped.
    is_flaky: it failed, and passed when its tool ran it again.
    """

    classname: str
    name: str
    outcome: CheckOutcome
    is_expected_failure: bool = False
    is_uncollected: bool = False
    is_flaky: bool = False
    sentence: str = ""
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A counter of a suite that promises more than the suite holds."""

    suite: str
    thing: str
    claimed: str
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report: its test cases wherever they are nested, and what its suites say of it.

    strays: how many failures and errors stand outside of every test case. is_mended: whether
    characters that XML forbids were replaced to read it.
    """

    cases: tuple[Case, ...]
    properties: tuple[tuple[str, str], ...]
    claims: tuple[Claim, ...]
    strays: int
    dialect: Dialect
    is_mended: bool


def parse(report: bytes | None) -> Document:
    """The report's test cases, properties and broken claims.

    Raises UnreadableError for bytes that are absent, too large, cut, no XML or no JUnit.
    """
    root, is_mended = root_of(report)
    dialect = dialect_of(root)
    suites = list(root.iter("testsuite"))
    claimants = [root, *suites] if root.tag == "testsuites" else suites
    cases = list(root.iter("testcase"))
    return Document(
        cases=tuple(_case(element, dialect) for element in cases),
        properties=tuple(
            (each.name or "", each.value or "")
            for suite in suites
            for each in _junit.TestSuite.fromelem(suite).properties()
        ),
        claims=tuple(claim for suite in claimants for claim in _broken_claims(suite, dialect)),
        strays=len(_broken(root)) - len(set().union(*map(_broken, cases))),
        dialect=dialect,
        is_mended=is_mended,
    )


def _broken(element: ET.Element) -> set[ET.Element]:
    return {*element.iter("failure"), *element.iter("error")}


def _case(element: ET.Element, dialect: Dialect) -> Case:
    case = _junit.TestCase.fromelem(element)
    results: dict[CheckOutcome, Any] = {}
    for result in case.result:
        results.setdefault(_outcome_of(result, dialect), result)
    outcome = _outcome_of_case(element, results)
    result = results.get(outcome)
    reruns = [each for each in element if each.tag in _RERUNS]
    is_flaky = bool(reruns) and outcome is CheckOutcome.PASSED
    if is_flaky:
        result = _junit.Failure.fromelem(reruns[0])
    held = case.child(_junit.Properties)
    properties = {each.name or "": each.value or "" for each in held or ()}
    return Case(
        classname=plain(case.classname or ""),
        name=plain(case.name or "") or ("" if dialect.is_pytest else _UNTITLED),
        outcome=outcome,
        is_expected_failure=result is not None and result.type == "pytest.xfail",
        is_uncollected=result is not None and _is_uncollected(result),
        is_flaky=is_flaky,
        sentence=_sentence(result, outcome, is_of_body="harness" in properties),
        properties=properties,
    )


def _outcome_of_case(element: ET.Element, results: Mapping[CheckOutcome, Any]) -> CheckOutcome:
    """The worst of its results; one that its author marked as still to do is no promise."""
    skip = results.get(CheckOutcome.SKIPPED)
    if skip is not None and skip.type == "todo":
        return CheckOutcome.SKIPPED
    return min(results, key=_WORST_FIRST.index, default=_stated(element))


def _is_uncollected(result: Result) -> bool:
    """What pytest says of a file or folder, which is no check."""
    return result.message in ("collection failure", "collection skipped")


def _outcome_of(result: Result, dialect: Dialect) -> CheckOutcome:
    if isinstance(result, junitparser.Skipped):
        return CheckOutcome.SKIPPED
    is_failure = isinstance(result, junitparser.Failure) or dialect.writes_failures_as_errors
    return CheckOutcome.FAILED if is_failure else CheckOutcome.ERROR


def _stated(element: ET.Element) -> CheckOutcome:
    said = {_letters(text) for key, text in element.items() if key in ("status", "result")}
    if said & _SAYS_FAILED:
        return CheckOutcome.FAILED
    if said & _SAYS_BROKEN:
        return CheckOutcome.ERROR
    return CheckOutcome.SKIPPED if said & _SAYS_SKIPPED else CheckOutcome.PASSED


def _letters(text: str) -> str:
    """`NotRun`, `not-run` and `not_run` are one word."""
    return "".join(char for char in text.lower() if char.isalpha())


def _sentence(result: Result | None, outcome: CheckOutcome, *, is_of_body: bool) -> str:
    """is_of_body: our plugin lets pytest write what broke in a body as an error of the set-up."""
    if result is None:
        return "no message" if outcome in _WORST_FIRST[:2] else ""
    message = first_line(result.message or "")
    if is_of_body:
        message = message.removeprefix('failed on setup with "').removesuffix('"')
    text = result.text or ""
    if not message or _is_uncollected(result):
        # pytest marks the line that says what went wrong
        marked = (line for line in text.splitlines() if line.startswith("E  "))
        told = next(marked, text).removeprefix("E  ")
        message = (
            first_line(told)
            or message
            or shown(result.type or "", LONGEST_SENTENCE)
            or "no message"
        )
    return message.removeprefix("AssertionError: ").removeprefix("Failed: ")


def _broken_claims(suite: ET.Element, dialect: Dialect) -> Iterator[Claim]:
    """What the counters promise and the suite does not hold.

    Fewer than held is honest: a retried test is counted once and written twice. pytest counts a
    test that passed and then broke in its teardown twice, and each subtest. Surefire counts each
    rerun. Mocha, Nette Tester and UnitTest++ count failures as errors. Newman's <testsuites>
    counts scripts.
    """
    held = {tag: _number_of(suite, (tag,)) for tag in ("testcase", "failure", "error")}
    reruns = _number_of(suite, _RERUNS)
    broken = held["failure"] + held["error"] + reruns
    name = shown(suite.get("name", "")) or suite.tag
    if not dialect.is_pytest and suite.tag != "testsuites":
        most = held["testcase"] + held["error"] + reruns
        if _counted(suite, ("tests",)) > most:
            yield Claim(
                suite=name, thing="tests", claimed=_claim(suite, "tests"), held=held["testcase"]
            )
    claimed = [thing for thing in ("failures", "errors") if _counted(suite, (thing,))]
    if _counted(suite, claimed) > broken:
        numbers = [_claim(suite, thing) for thing in claimed]
        yield Claim(
            suite=name, thing=claimed[-1], claimed=" failures and ".join(numbers), held=broken
        )


def _number_of(suite: ET.Element, tags: Sequence[str]) -> int:
    return sum(1 for element in suite.iter() if element.tag in tags)


def _counted(suite: ET.Element, things: Sequence[str]) -> float:
    """What the counters come to; endless where one of them is no number."""
    claims = [_claim(suite, thing) for thing in things]
    return sum(int(claim[:18]) if claim.isdecimal() else inf for claim in claims)


def _claim(suite: ET.Element, thing: str) -> str:
    return shown(suite.get(thing, "")) or "0"

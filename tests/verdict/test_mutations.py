"""The one law that matters: no mutation of a failing report may become PASSED."""

import random
import xml.etree.ElementTree as ET
from enum import StrEnum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.judge import Outcome, judge
from smokegate.verdict.policy import ONE_LOOK, Policy
from tests.verdict.reports import (
    CHECKS,
    GOOGLE,
    HOME,
    LLM,
    REDIS,
    broken,
    failed,
    passed,
    report,
    warned,
)

GREEN = report([*map(passed, (HOME, REDIS, GOOGLE)), warned(LLM)])
RED = report([passed(HOME), failed(REDIS), warned(LLM), passed(GOOGLE)])


class Mutation(StrEnum):
    """What can happen to a report.

    ABSOLVE: a result is lost. FORGET: a property of the suite is lost. SWAP: two change values.
    """

    DELETE = "delete"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    TRUNCATE = "truncate"
    RENAME = "rename"
    RETIME = "retime"
    ABSOLVE = "absolve"
    FORGET = "forget"
    SWAP = "swap"


Step = tuple[Mutation, int, int]

mutated = settings(
    max_examples=100,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
steps = st.lists(
    st.tuples(st.sampled_from(Mutation), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=6,
)
green_or_red = pytest.mark.parametrize(
    "whole", [pytest.param(GREEN, id="green"), pytest.param(RED, id="red")]
)
# 1 is how a red run ends; None is all that `smokegate judge` knows of an end, or of a run.
exits = st.sampled_from([None, 0, 1, 2, -9])
runs = st.sampled_from([None, "run-1"])


@mutated
@given(steps=steps, exit_status=exits, run=runs)
def test_no_mutation_of_a_red_report_passes(
    steps: list[Step], exit_status: int | None, run: str | None
) -> None:
    """Whatever is lost, doubled, moved or renamed: a red report is never good news."""
    evidence = _read(_mutated(RED, steps), exit_status, run)
    for looks in ([evidence], [evidence, _read(report([passed(LLM)]), 0)]):
        assert judge(looks, policy=ONE_LOOK).outcome in (Outcome.FAILED, Outcome.INCONCLUSIVE)


@mutated
@given(steps=steps, exit_status=exits, run=runs)
def test_no_mutation_of_a_green_report_fails(
    steps: list[Step], exit_status: int | None, run: str | None
) -> None:
    """Nothing that happens to a green report rolls a release back."""
    evidence = _read(_mutated(GREEN, steps), exit_status, run)
    assert judge([evidence], policy=ONE_LOOK).outcome is not Outcome.FAILED


@mutated
@given(steps=steps, exit_status=exits, number=st.integers(1, 3), seen=st.sampled_from("FPEF"))
def test_no_mutation_of_a_later_look_clears_a_red_one(
    steps: list[Step], exit_status: int | None, number: int, seen: str
) -> None:
    """A red first look is outlived only by later looks that saw the check pass whole."""
    again = {"F": failed(REDIS), "P": passed(REDIS), "E": broken(REDIS)}[seen]
    later = _mutated(report([passed(HOME), again]), steps)
    first = _read(RED, 1)
    verdict = judge([first, *[_read(later, exit_status)] * number], policy=Policy())
    assert (verdict.outcome is Outcome.FAILED) <= (seen == "F" and number >= 2)
    if seen != "P":
        absolved = any(step[0] is Mutation.ABSOLVE for step in steps)
        assert absolved or verdict.outcome in (Outcome.FAILED, Outcome.INCONCLUSIVE)


@mutated
@given(steps=steps, exit_status=exits, number=st.integers(1, 4))
def test_no_mutation_of_green_looks_convicts(
    steps: list[Step], exit_status: int | None, number: int
) -> None:
    """However often it is read, a green report that was damaged rolls nothing back."""
    damaged = _read(_mutated(GREEN, steps), exit_status)
    for looks in ([damaged] * number, [_read(RED, 1), *[damaged] * number]):
        assert judge(looks, policy=Policy()).outcome is not Outcome.FAILED


@pytest.mark.parametrize("whole", [pytest.param(GREEN, id="green"), pytest.param(RED, id="red")])
def test_a_report_of_another_run_is_inconclusive(whole: bytes) -> None:
    """The report of the run before is no evidence about this one."""
    evidence = read(whole, name="junit.xml", exit_status=None, run="run-2")
    assert judge([evidence], policy=ONE_LOOK).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("exit_status", [None, 0, 1])
@pytest.mark.parametrize("whole", [pytest.param(GREEN, id="green"), pytest.param(RED, id="red")])
def test_a_report_cut_anywhere_is_inconclusive(whole: bytes, exit_status: int | None) -> None:
    """A report that ends early proves nothing, wherever it was cut."""
    outcomes = {
        judge([_read(whole[:cut], exit_status)], policy=ONE_LOOK).outcome
        for cut in range(len(whole))
    }
    assert outcomes == {Outcome.INCONCLUSIVE}


@mutated
@given(noise=st.binary(max_size=60), place=st.integers(0, len(RED)), width=st.integers(0, 60))
def test_no_bytes_in_a_report_raise(noise: bytes, place: int, width: int) -> None:
    """A damaged disk is a fault of the report, never a crash, and never a pass of a red one."""
    damaged = RED[:place] + noise + RED[place + width :]
    verdict = judge([_read(damaged, 1)], policy=ONE_LOOK)
    assert verdict.outcome in (Outcome.FAILED, Outcome.INCONCLUSIVE)


@mutated
@given(order=st.permutations(CHECKS))
def test_the_order_of_the_checks_means_nothing(order: list[str]) -> None:
    """A shuffled suite gets the same verdict."""
    steps = [(Mutation.REORDER, seed, 0) for seed, _ in enumerate(order)]
    for whole in (GREEN, RED):
        straight, shuffled = (
            judge([_read(each, None)], policy=ONE_LOOK) for each in (whole, _mutated(whole, steps))
        )
        assert (shuffled.outcome, shuffled.convicted) == (straight.outcome, straight.convicted)


def _read(content: bytes, exit_status: int | None, run: str | None = "run-1") -> Evidence:
    return read(content, name="junit.xml", exit_status=exit_status, run=run)


def _mutated(content: bytes, steps: list[Step]) -> bytes:
    root = ET.fromstring(content)  # noqa: S314  written by this test
    for mutation, one, other in steps:
        _mutate(root[0], mutation, one, other)
    text: bytes = ET.tostring(root)
    return text


def _mutate(suite: ET.Element, mutation: Mutation, one: int, other: int) -> None:
    cases = suite.findall("testcase")
    if not cases:
        return
    case, another = cases[one % len(cases)], cases[other % len(cases)]
    match mutation:
        case Mutation.DELETE:
            suite.remove(case)
        case Mutation.DUPLICATE:
            suite.append(_copy(case))
        case Mutation.REORDER:
            _shuffle(suite, cases, one)
        case Mutation.TRUNCATE:
            for late in cases[one % len(cases) :]:
                suite.remove(late)
        case Mutation.RENAME:
            case.attrib.update(another.attrib if other % 2 else {"name": f"test_{other}"})
        case Mutation.RETIME:
            case.set("time", str(other - 50) if other % 2 else "soon")
        case Mutation.ABSOLVE:
            for result in [*case.findall("failure"), *case.findall("skipped")]:
                case.remove(result)
        case Mutation.FORGET:
            properties = suite.find("properties")
            if properties is not None and len(properties):
                properties.remove(properties[one % len(properties)])
        case Mutation.SWAP:
            properties = suite.find("properties")
            if properties is not None and len(properties):
                _swap(properties[one % len(properties)], properties[other % len(properties)])


def _swap(one: ET.Element, other: ET.Element) -> None:
    values = one.get("value", ""), other.get("value", "")
    other.set("value", values[0])
    one.set("value", values[1])


def _copy(case: ET.Element) -> ET.Element:
    return ET.fromstring(ET.tostring(case))  # noqa: S314  written by this test


def _shuffle(suite: ET.Element, cases: list[ET.Element], seed: int) -> None:
    for case in cases:
        suite.remove(case)
    random.Random(seed).shuffle(cases)  # noqa: S311  a shuffle, not a secret
    suite.extend(cases)

"""Item 25: several files are parts of one run, in any order; looks in time are said so."""

from itertools import permutations

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from smokegate.cli import cli
from smokegate.errors import ConfigurationError
from smokegate.gate.jobs import judge_files
from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.judge import judge
from smokegate.verdict.outcome import Outcome
from smokegate.verdict.parts import as_one_look
from smokegate.verdict.policy import ONE_LOOK

BODIES = {
    "passed": "",
    "failed": '<failure message="got 503"/>',
    "broken": '<error message="KeyError"/>',
    "skipped": "<skipped/>",
    "flaky": '<flakyFailure message="got 503"/>',
}


def _report(*results: str) -> bytes:
    cases = [
        f'<testcase classname="shop" name="check-{number}">{BODIES[result]}</testcase>'
        for number, result in enumerate(results)
    ]
    return f"<testsuite>{''.join(cases)}</testsuite>".encode()


def _part(name: str, *results: str, cut: int | None = None) -> Evidence:
    return read(_report(*results)[:cut], name=name, exit_status=None, run=None)


results = st.lists(st.sampled_from(sorted(BODIES)), min_size=1, max_size=3)


@given(st.lists(st.tuples(results, st.booleans()), min_size=1, max_size=4), st.data())
def test_the_order_of_files_changes_nothing(
    drawn: list[tuple[list[str], bool]], data: st.DataObject
) -> None:
    """Not the verdict, nor a word of its reasons."""
    parts = [
        _part(f"part-{number}.xml", *body, cut=20 if is_cut else None)
        for number, (body, is_cut) in enumerate(drawn)
    ]
    other = data.draw(st.permutations(parts))
    assert judge([as_one_look(parts)], policy=ONE_LOOK) == judge(
        [as_one_look(other)], policy=ONE_LOOK
    )


@given(st.lists(results, min_size=1, max_size=4))
def test_a_failure_in_any_part_is_never_a_pass(bodies: list[list[str]]) -> None:
    """And where all parts passed, the whole did."""
    parts = [_part(f"part-{number}.xml", *body) for number, body in enumerate(bodies)]
    outcome = judge([as_one_look(parts)], policy=ONE_LOOK).outcome
    flat = [result for body in bodies for result in body]
    assert (outcome is Outcome.FAILED) == ("failed" in flat)
    if set(flat) == {"passed"}:
        assert outcome is Outcome.PASSED


def test_one_browser_of_four_is_enough() -> None:
    """The failure names the file, because the check has the same name in each."""
    parts = [_part(name, "passed") for name in ("edge.xml", "firefox.xml", "webkit.xml")]
    for order in permutations([*parts, _part("chrome.xml", "failed")]):
        verdict = judge([as_one_look(order)], policy=ONE_LOOK)
        assert verdict.outcome is Outcome.FAILED
        assert verdict.failures == {CheckId("shop::check-0"): "got 503 (chrome.xml)"}


def test_looks_in_time_are_said_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Red and then green is SUSPECT with --then, and FAILED as parts."""
    folder = tmp_path_factory.mktemp("looks")
    for name, result in (("red", "failed"), ("green", "passed")):
        (folder / f"{name}.xml").write_bytes(_report(result))
    red, green = str(folder / "red.xml"), str(folder / "green.xml")
    assert judge_files([[red], [green]], None).verdict.outcome is Outcome.SUSPECT
    assert judge_files([[green], [red]], None).verdict.outcome is Outcome.FAILED
    assert judge_files([[red, green]], None).verdict.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--then", "a.xml"], id="first"),
        pytest.param(["a.xml", "--then"], id="last"),
        pytest.param(["a.xml", "--then", "--then", "b.xml"], id="twice"),
        pytest.param(["--then"], id="alone"),
    ],
)
def test_then_stands_between_reports(arguments: list[str]) -> None:
    """Otherwise it is a mistake in usage."""
    done = CliRunner().invoke(cli, ["judge", *arguments])
    assert done.exit_code == 2
    assert "--then: stands between reports; give a report before and after it" in done.output


def test_looks_of_one_gate_are_no_parts(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A person who gives them without --then is told."""
    folder, said = tmp_path_factory.mktemp("gate"), '<property name="smokegate.run" value="{}"/>'
    names = []
    for number in (1, 2):
        run = said.format(f"r.attempt-{number}")
        report = f"<testsuite><properties>{run}</properties><testcase name='a'/></testsuite>"
        (folder / f"attempt-{number}.xml").write_text(report)
        names.append(str(folder / f"attempt-{number}.xml"))
    with pytest.raises(ConfigurationError, match=r"; write --then between them$"):
        judge_files([names], None)
    assert judge_files([[names[0]], [names[1]]], None).verdict.outcome is Outcome.INCONCLUSIVE

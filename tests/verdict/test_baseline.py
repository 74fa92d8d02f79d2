"""What failed before the deploy is no fault of the release; what proves nothing is no excuse."""

from dataclasses import replace

import pytest

from smokegate.verdict.check import CheckId
from smokegate.verdict.evidence import Evidence
from smokegate.verdict.judge import Kind, Outcome, Verdict, judge
from tests.verdict.reports import (
    GOOGLE,
    HOME,
    REDIS,
    REFUSED,
    TWO_LOOKS,
    broken,
    failed,
    look,
    passed,
    warned,
)

GREEN = look(passed(HOME), passed(REDIS))
RED = look(passed(HOME), failed(REDIS))
AGAIN = look(failed(REDIS), name="look-2.xml")


def _outcome(verdict: Verdict) -> tuple[Outcome, Kind | None]:
    return verdict.outcome, verdict.kind


MOVED = CheckId(f"checkout/{REDIS}")
BEFORE = look(passed(HOME), failed(REDIS), name="baseline.xml")


@pytest.mark.parametrize(
    "baseline, expected",
    [
        pytest.param(BEFORE, (Outcome.INCONCLUSIVE, Kind.PRE_EXISTING), id="failed-before"),
        pytest.param(GREEN, (Outcome.FAILED, None), id="passed-before"),
        pytest.param(
            look(failed(MOVED)), (Outcome.INCONCLUSIVE, Kind.PRE_EXISTING), id="another-folder"
        ),
        pytest.param(
            look(failed(MOVED), passed(REDIS)), (Outcome.FAILED, None), id="the-whole-id-first"
        ),
        pytest.param(
            look(failed(MOVED), passed(CheckId(f"elsewhere/{REDIS}"))),
            (Outcome.FAILED, None),
            id="ambiguous-folder",
        ),
        pytest.param(
            look(passed(HOME), warned(REDIS)), (Outcome.FAILED, None), id="only-warned-before"
        ),
        pytest.param(
            look(passed(HOME), failed(REDIS, silence="timeout"), failed(HOME), control="silent"),
            (Outcome.FAILED, None),
            id="unseen-before",
        ),
        pytest.param(look(passed(HOME), broken(REDIS)), (Outcome.FAILED, None), id="broke-before"),
    ],
)
def test_what_failed_before_the_deploy_does_not_count(
    baseline: Evidence, expected: tuple[Outcome, Kind | None]
) -> None:
    """The release cannot be blamed for what it found."""
    assert _outcome(judge([RED, AGAIN], policy=TWO_LOOKS, baseline=baseline)) == expected


def test_what_is_pre_existing_is_named() -> None:
    """The reason says which check was failing before."""
    assert judge([RED, AGAIN], policy=TWO_LOOKS, baseline=BEFORE).reasons == (
        f"{REDIS} was failing before the deploy too, so it does not count: {REFUSED}",
        "1 of 2 checks passed",
    )


def test_one_excuse_does_not_cover_another_check() -> None:
    """What is new is convicted, what is old is told."""
    both = look(failed(GOOGLE, "no redirect"), failed(REDIS))
    verdict = judge([both, both], policy=TWO_LOOKS, baseline=BEFORE)
    assert verdict.convicted == {GOOGLE}
    assert verdict.failures == {GOOGLE: "no redirect"}
    assert verdict.reasons == (
        f"{GOOGLE} failed twice and never passed: no redirect",
        f"{REDIS} was failing before the deploy too, so it does not count: {REFUSED}",
        "0 of 2 checks passed",
    )


@pytest.mark.parametrize(
    "baseline, reason",
    [
        pytest.param(
            look(failed(REDIS), planned=[REDIS, HOME], name="baseline.xml"),
            "baseline.xml: ends after 1 of 2 planned checks; the run was cut short, "
            "so this proves nothing",
            id="faulty",
        ),
        pytest.param(
            look(failed(REDIS, silence="dns"), control="silent", name="baseline.xml"),
            "baseline.xml: what failed got no answer, and the control URLs gave none either",
            id="blind",
        ),
    ],
)
def test_a_baseline_that_proves_nothing_excuses_nothing(baseline: Evidence, reason: str) -> None:
    """A bad release is not kept because its baseline was bad."""
    verdict = judge([RED, AGAIN], policy=TWO_LOOKS, baseline=baseline)
    assert verdict.convicted == {REDIS}
    assert f"the baseline excuses nothing: {reason}" in verdict.reasons


HOSTS = "baseline.xml: it was taken of staging.charhub.app, not of charhub.app"


@pytest.mark.parametrize(
    "before, now, refused",
    [
        pytest.param("https://staging.charhub.app", "https://charhub.app", True, id="another-host"),
        pytest.param("https://charhub.app:8443/x", "http://CHARHUB.app", False, id="another-port"),
        pytest.param(None, "https://charhub.app", False, id="the-baseline-names-none"),
        pytest.param("https://staging.charhub.app", None, False, id="the-look-names-none"),
        pytest.param("https://[", "https://charhub.app", False, id="the-baseline-names-no-host"),
    ],
)
def test_a_baseline_of_another_host_excuses_nothing(
    before: str | None, now: str | None, refused: bool
) -> None:
    """What failed on staging is no excuse in production; ports do not matter."""
    baseline = look(passed(HOME), failed(REDIS), name="baseline.xml")
    baseline = replace(baseline, base_url=before)
    looks = [replace(each, base_url=now) for each in (RED, AGAIN)]
    verdict = judge(looks, policy=TWO_LOOKS, baseline=baseline)
    assert verdict.convicted == ({REDIS} if refused else frozenset())
    assert (f"the baseline excuses nothing: {HOSTS}" in verdict.reasons) is refused


def test_the_first_look_that_names_a_host_is_compared() -> None:
    """A look that was cut before it could say where it was has no say in it."""
    baseline = replace(BEFORE, base_url="https://staging.charhub.app")
    looks = [replace(RED, base_url=None), AGAIN]
    assert judge(looks, policy=TWO_LOOKS, baseline=baseline).reasons[1] == (
        f"the baseline excuses nothing: {HOSTS}"
    )


def test_only_the_folders_of_an_id_may_differ() -> None:
    """The same name in another file, class or parameter is another check."""
    for other in (
        "checkout/smoke/test_ready.py::test_component_is_ok[redis]",
        "checkout/smoke/test_health.py::TestIt::test_component_is_ok[redis]",
        "checkout/smoke/test_health.py::test_component_is_ok[llm]",
    ):
        baseline = look(passed(HOME), failed(CheckId(other)))
        assert judge([RED, AGAIN], policy=TWO_LOOKS, baseline=baseline).convicted == {REDIS}


def test_a_folder_in_a_parameter_is_no_folder() -> None:
    """Only what stands before the first `::` is a path."""
    one, other = (CheckId(f"smoke/test_a.py::test_it[{folder}/a::x]") for folder in "bc")
    looks = [look(failed(one), passed(HOME)), look(failed(one))]
    baseline = look(failed(CheckId(f"checkout/{other}")), passed(HOME))
    assert judge(looks, policy=TWO_LOOKS, baseline=baseline).convicted == {one}

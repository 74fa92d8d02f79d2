"""The sequential test follows from stated error rates, and from nothing else."""

import re
from math import log

import pytest

from smokegate.verdict.policy import ONE_LOOK, Policy, changed, noise_rate


def test_the_figures_of_the_default_policy() -> None:
    """The stated rates are those that the docs and the bench quote."""
    assert Policy() == Policy(
        noise=0.01, broken=0.9, false_rollback=2.5e-6, missed=0.1, silence_s=30.0
    )


def test_the_bounds_follow_from_the_error_rates() -> None:
    """Wald's bounds: log((1 - beta) / alpha) and log(beta / (1 - alpha))."""
    policy = Policy(false_rollback=0.02, missed=0.25)
    assert policy.convicts_at == pytest.approx(log(0.75 / 0.02), abs=1e-9)
    assert policy.acquits_at == pytest.approx(log(0.25 / 0.98), abs=1e-9)
    assert Policy().convicts_at == pytest.approx(12.7938593, abs=1e-6)
    assert Policy().acquits_at == pytest.approx(-2.3025826, abs=1e-6)


def test_a_step_is_the_ratio_of_the_two_explanations() -> None:
    """A failure speaks for broken against noisy, a pass against it."""
    policy = Policy(noise=0.3, broken=0.8)
    assert policy.step(0.05, is_failure=True) == pytest.approx(log(0.8 / 0.05), abs=1e-9)
    assert policy.step(0.05, is_failure=False) == pytest.approx(log(0.2 / 0.95), abs=1e-9)


@pytest.mark.parametrize(
    "policy, noise, number",
    [
        pytest.param(Policy(), 0.005, 3, id="quiet"),
        pytest.param(Policy(), 0.01, 3, id="default"),
        pytest.param(Policy(), 0.02, 4, id="noisy"),
        pytest.param(Policy(), 0.1, 6, id="as-noisy-as-counts"),
        pytest.param(Policy(false_rollback=2e-4), 0.01, 2, id="two-looks"),
        pytest.param(ONE_LOOK, 0.01, 1, id="one-look"),
        pytest.param(Policy(false_rollback=0.4, missed=0.4), 0.01, 1, id="hardly-any-proof"),
        # log(0.9 / 0.225) is exactly twice log(0.2 / 0.1)
        pytest.param(Policy(false_rollback=0.225, broken=0.2), 0.1, 2, id="reached-exactly"),
    ],
)
def test_noise_is_paid_for_with_failures(policy: Policy, noise: float, number: int) -> None:
    """The noisier a check is, the more failures convict it; reaching the bound is enough."""
    assert policy.failures_needed(noise) == number


def test_one_look_is_convicted_by_one_failure() -> None:
    """Reports that cannot be taken again are judged at a rate of one in fifty."""
    assert Policy(false_rollback=0.02) == ONE_LOOK


@pytest.mark.parametrize(
    "figures, message",
    [
        pytest.param({"noise": 0}, "noise should be above 0 and below 0.5, got 0", id="noise-0"),
        pytest.param(
            {"noise": 0.5}, "noise should be above 0 and below 0.5, got 0.5", id="noise-half"
        ),
        pytest.param(
            {"false_rollback": 0},
            "false_rollback should be above 0 and below 0.5, got 0",
            id="never-wrong",
        ),
        pytest.param(
            {"false_rollback": 0.5},
            "false_rollback should be above 0 and below 0.5, got 0.5",
            id="a-coin",
        ),
        pytest.param({"missed": 0}, "missed should be above 0 and below 0.5, got 0", id="missed-0"),
        pytest.param(
            {"missed": 0.75}, "missed should be above 0 and below 0.5, got 0.75", id="missed-most"
        ),
        pytest.param(
            {"noise": float("nan")},
            "noise should be above 0 and below 0.5, got nan",
            id="no-number",
        ),
        pytest.param(
            {"broken": 0.1}, "broken should be above 0.1 and below 1, got 0.1", id="broken-as-noise"
        ),
        pytest.param({"broken": 1}, "broken should be above 0.1 and below 1, got 1", id="always"),
        pytest.param(
            {"noise": 0.2, "broken": 0.2}, "noise should be below broken, got 0.2", id="no-test"
        ),
        pytest.param({"silence_s": 0}, "silence_s should be above 0, got 0", id="no-silence"),
        pytest.param({"silence_s": -1}, "silence_s should be above 0, got -1", id="less"),
    ],
)
def test_figures_from_which_no_test_follows_are_refused(
    figures: dict[str, float], message: str
) -> None:
    """Each figure says what it should be, and what it is."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Policy(**figures)


def test_the_least_and_the_most_that_a_figure_can_be() -> None:
    """What is just inside of the bounds is taken."""
    policy = Policy(noise=0.49, broken=0.99, false_rollback=1e-9, missed=0.49, silence_s=0.5)
    assert policy.silence_s == 0.5


def test_changed_figures_make_another_policy() -> None:
    """What the command line gives as text becomes figures; the others stay."""
    before = Policy(missed=0.2)
    assert changed(before, {"noise": "0.05", "silence_s": "60"}) == Policy(
        noise=0.05, missed=0.2, silence_s=60.0
    )
    assert changed(before, {}) == before


@pytest.mark.parametrize(
    "changes, message",
    [
        pytest.param(
            {"alpha": "0.1"},
            "alpha is no figure of a policy; it has noise, broken, false_rollback, missed, "
            "silence_s",
            id="unknown",
        ),
        pytest.param({"noise": "low"}, "noise should be a number, got 'low'", id="no-number"),
        pytest.param(
            {"noise": "0.7"}, "noise should be above 0 and below 0.5, got 0.7", id="no-test-follows"
        ),
    ],
)
def test_a_change_that_makes_no_policy_is_refused(changes: dict[str, str], message: str) -> None:
    """The name or the figure is in the message."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        changed(Policy(), changes)


@pytest.mark.parametrize(
    "failures, looks, rate",
    [
        pytest.param(0, 0, 0.01, id="no-history"),
        pytest.param(0, 200, 0.005, id="clean"),
        pytest.param(18, 1800, 0.01, id="as-assumed"),
        pytest.param(98, 800, 0.1, id="noisy"),
        pytest.param(1, 0, 0.015, id="one"),
    ],
)
def test_history_outweighs_the_assumed_rate(failures: int, looks: int, rate: float) -> None:
    """One percent until a history says otherwise, and then what it says."""
    assert noise_rate(failures, looks) == pytest.approx(rate, abs=1e-12)

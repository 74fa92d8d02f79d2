"""The simulation of the verdict: its intervals, its deployments, its peers, and its memory."""

from math import inf
from pathlib import Path
from random import Random

import pytest

from bench.verdict.deployment import ALL, CHECKS, REPLICAS, Bug, Deployment, Scenario
from bench.verdict.figures import FIGURES, Figure, are_met
from bench.verdict.interval import interval
from bench.verdict.page import page
from bench.verdict.peers import PEERS, Ended, Peer, decide
from bench.verdict.plot import draw
from bench.verdict.rehearsal import Rehearsals
from bench.verdict.scenarios import SCENARIOS
from bench.verdict.settling import Settled, settle
from bench.verdict.symmetry import Symmetry
from bench.verdict.tally import OURS, POLICIES, Found, Tally, Task, run, tallied
from bench.verdict.wording import between, share
from smokegate.verdict.check import Silence
from smokegate.verdict.evidence import Control
from smokegate.verdict.outcome import Outcome

QUIET = Scenario(name="quiet", title="nothing fails", noise=0.0)
BROKEN = Scenario(name="broken", title="one fails", noise=0.0, bugs=(Bug(checks=(2,)),))


def deployment(scenario: Scenario, seed: int = 1) -> Deployment:
    """One deploy of the scenario."""
    return Deployment(scenario, Random(seed))  # noqa: S311


@pytest.mark.parametrize(
    "successes, tries, low, high",
    [
        pytest.param(0, 10, 0.0, 0.3084971, id="none"),
        pytest.param(10, 10, 0.6915029, 1.0, id="all"),
        pytest.param(1, 10, 0.0025286, 0.4450161, id="one-of-ten"),
        pytest.param(5, 10, 0.1870860, 0.8129140, id="half"),
        pytest.param(41, 1_000_000, 0.0000294, 0.0000556, id="few-of-a-million"),
    ],
)
def test_the_interval_is_the_exact_one(successes: int, tries: int, low: float, high: float) -> None:
    """The ends are those of the tables of Clopper and Pearson."""
    assert interval(successes, tries) == pytest.approx((low, high), abs=1e-7)


@pytest.mark.parametrize("successes, tries", [(-1, 5), (6, 5), (0, 0)])
def test_there_is_no_share_of_nothing(successes: int, tries: int) -> None:
    """What cannot have been counted is refused."""
    with pytest.raises(ValueError, match="there should be 0 to"):
        interval(successes, tries)


@pytest.mark.parametrize(
    "part, told",
    [(0.0, "0 %"), (0.000041, "0.0041 %"), (0.331, "33 %"), (0.9938, "99.38 %"), (1.0, "100 %")],
)
def test_a_share_is_told_with_the_digits_that_count(part: float, told: str) -> None:
    """Two digits from the end that matters."""
    assert share(part) == told


def test_an_interval_is_told_in_percent() -> None:
    """Both of its ends."""
    assert between(5, 10) == "19 to 81"
    assert between(18_151, 100_000) == "17.9 to 18.4"


def test_noise_fails_as_often_as_it_says() -> None:
    """The leaps from failure to failure leave the share as it is."""
    scenario = Scenario(name="noise", title="noise", noise=0.05)
    one = deployment(scenario)
    failing = sum(len(one.failing(ALL, 0.0)) for _ in range(5_000))
    low, high = interval(failing, 5_000 * len(ALL))
    assert low < 0.05 < high


def test_a_blip_fails_everything_and_ends() -> None:
    """As long a share of the time as one an hour of a minute each is."""
    scenario = Scenario(name="blip", title="blips", noise=0.0, blips_per_h=60, blip_s=20)
    one = deployment(scenario)
    seen = [one.failing(ALL, at_s) for at_s in range(200_000)]
    assert set(map(len, seen)) == {0, len(ALL)}
    assert sum(map(bool, seen)) / len(seen) == pytest.approx(20 / 80, abs=0.02)


def test_a_bug_fails_its_checks_together() -> None:
    """The checks of one bug share what they look at."""
    scenario = Scenario(
        name="pair", title="a pair", noise=0.0, bugs=(Bug(checks=(3, 7), often=0.5),)
    )
    one = deployment(scenario)
    assert {one.failing(ALL, 0.0) for _ in range(100)} == {frozenset(), frozenset({3, 7})}


def test_the_check_of_replicas_finds_what_one_sample_seldom_does() -> None:
    """Forty samples convict one bad replica of three; a single one sees it in a third of looks."""
    bug = Bug(checks=(REPLICAS,), often=1 / 3, is_sampled=True)
    scenario = Scenario(name="replica", title="a replica", noise=0.0, bugs=(bug,))
    many, single = deployment(scenario), Deployment(scenario, Random(1), samples=1)  # noqa: S311
    assert sum(bool(many.failing(ALL, 0.0)) for _ in range(1_000)) > 980
    assert 280 < sum(bool(single.failing(ALL, 0.0)) for _ in range(1_000)) < 390


@pytest.mark.parametrize(
    "scenario, settled",
    [
        pytest.param(QUIET, Settled(took_s=0.5, silent_s=0.0), id="well"),
        pytest.param(
            Scenario(name="down", title="down", dead_from_s=-inf),
            Settled(took_s=30.0, silent_s=0.0),
            id="down-with-answers",
        ),
        pytest.param(
            Scenario(name="dead", title="dead", dead_from_s=-inf, silence=Silence.REFUSED),
            Settled(took_s=30.0, silent_s=30.0),
            id="silent",
        ),
    ],
)
def test_settling_takes_as_long_as_the_plugin_does(scenario: Scenario, settled: Settled) -> None:
    """Well twice in a row ends it, and so does its time."""
    assert settle(deployment(scenario), 0.0, 30.0) == settled


def test_patterns_that_differ_in_names_alone_are_one() -> None:
    """Which file, and which of its checks, makes no difference where all is noise."""
    symmetry = Symmetry(ALL)
    assert symmetry.alike(frozenset({7, 31, 33})) == frozenset({0, 1, 5})
    assert Symmetry(ALL[5:]).alike(frozenset({2, 4, 22})) == frozenset({2, 4, 5})
    assert Symmetry(()).alike(frozenset({7, 31})) == frozenset({7, 31})


@pytest.mark.parametrize(
    "peer, took_s",
    [
        pytest.param(peer, took_s, id=peer.name)
        for peer, took_s in zip(PEERS, (1, 1, 7, 21, 3), strict=True)
    ],
)
def test_every_peer_rolls_back_what_always_fails(peer: Peer, took_s: float) -> None:
    """Each after its own tries."""
    assert decide(peer, deployment(BROKEN)) == Ended(is_failed=True, took_s=took_s)
    assert not decide(peer, deployment(QUIET)).is_failed


def test_a_check_that_always_fails_is_convicted_by_three_looks() -> None:
    """10 and 30 s after the end of the one before; each takes a second."""
    decided = Rehearsals(BROKEN).decide(deployment(BROKEN))
    assert decided.verdict.outcome is Outcome.FAILED
    assert decided.verdict.convicted == {CHECKS[2]}
    assert decided.verdict.trials[CHECKS[2]].looks == 3
    assert (decided.looks, decided.took_s) == (3, 43.0)


def test_nothing_is_asked_twice_of_a_deployment_that_is_well() -> None:
    """One look, and it passes."""
    decided = Rehearsals(QUIET).decide(deployment(QUIET))
    assert (decided.verdict.outcome, decided.looks) == (Outcome.PASSED, 1)


@pytest.mark.parametrize(
    "control, outcome, kind",
    [
        pytest.param(Control.OK, Outcome.FAILED, None, id="dead"),
        pytest.param(Control.SILENT, Outcome.INCONCLUSIVE, "blind", id="blind"),
    ],
)
def test_silence_is_judged_by_the_control(
    control: Control, outcome: Outcome, kind: str | None
) -> None:
    """Only while something else answers is it the deployment that is dead."""
    scenario = Scenario(
        name="silent",
        title="silence",
        dead_from_s=-inf,
        silence=Silence.REFUSED,
        control=control,
        settle_s=30.0,
    )
    verdict = Rehearsals(scenario).decide(deployment(scenario)).verdict
    assert (verdict.outcome, verdict.kind) == (outcome, kind)


@pytest.mark.slow
def test_what_is_remembered_is_what_would_be_found() -> None:
    """A deploy ends the same, whatever was simulated before it."""
    scenario = Scenario(name="busy", title="busy", noise=0.05, blips_per_h=60)
    shared = Rehearsals(scenario)
    for seed in range(150):
        alone = Rehearsals(scenario).decide(deployment(scenario, seed))
        assert shared.decide(deployment(scenario, seed)) == alone


def test_a_small_simulation_is_the_same_each_time() -> None:
    """Pinned: a change here is a change of the policy, of the loop or of the draws."""
    scenario = Scenario(name="noise", title="noise", noise=0.02)
    found = {
        policy: run(Task(scenario=scenario, policy=policy, seed=f"1/{policy}", deploys=400))
        for policy in POLICIES
    }
    assert {policy: (one.failed, one.silent, one.worded) for policy, one in found.items()} == {
        OURS: (0, 400, 0),
        "one shot": (234, 166, 0),
        "retry x2 at once": (0, 400, 0),
        "retry x3 at 2 s": (0, 400, 0),
        "3 in a row, 10 s apart": (0, 400, 0),
        "until green, 3 tries": (70, 330, 0),
    }


def small_found() -> Found:
    """Two deploys of each scenario under each policy."""
    return {
        (scenario.name, policy): run(Task(scenario=scenario, policy=policy, seed="1", deploys=2))
        for scenario in SCENARIOS
        for policy in POLICIES
    }


@pytest.mark.slow
def test_page_and_plot_are_the_same_for_the_same_numbers(tmp_path: Path) -> None:
    """So that a difference in the repository is a difference in the verdict."""
    pages, plots = [], []
    for name in ("one", "two"):
        found = small_found()
        pages.append(list(page(found, 7)))
        draw(found, tmp_path / name)
        plots.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    assert plots[0] == plots[1]
    assert {f"### {scenario.title}" for scenario in SCENARIOS} <= set(pages[0])
    assert "Seed 7" in "\n".join(pages[0])


def test_too_few_deploys_prove_no_figure() -> None:
    """Two deploys leave the interval too wide, whatever they found."""
    assert not are_met(small_found())


@pytest.mark.slow
def test_the_number_of_processes_changes_nothing() -> None:
    """Each part of the deploys has a seed of its own."""
    few = tuple(each for each in SCENARIOS if each.name in ("noise", "replica, endpoint"))
    assert tallied(few, 3, 0.001, 1) == tallied(few, 3, 0.001, 2)


def test_what_was_counted_apart_is_added() -> None:
    """Two parts are one whole."""
    whole = Tally(deploys=3, failed=1, silent=2, took_s=6.0)
    whole.add(Tally(deploys=1, worded=1, took_s=2.0))
    assert (whole.deploys, whole.failed, whole.silent, whole.worded) == (4, 1, 2, 1)
    assert whole.mean_s == 2.0


@pytest.mark.parametrize(
    "failed, is_met",
    [pytest.param(0, True, id="never"), pytest.param(3, False, id="interval-over-the-bound")],
)
def test_a_figure_is_met_by_the_whole_interval(failed: int, is_met: bool) -> None:
    """A share below the bound is not enough while the bound lies in the interval."""
    figure = Figure(says="false rollbacks", scenario="noise", most=1e-3)
    assert figure.is_met(Tally(deploys=6_000, failed=failed)) is is_met


def test_each_figure_has_its_scenario() -> None:
    """No figure is left out for want of a scenario, and no name stands for two."""
    names = [scenario.name for scenario in SCENARIOS]
    assert len(set(names)) == len(names) == len({scenario.title for scenario in SCENARIOS})
    assert {figure.scenario for figure in FIGURES} <= set(names)
    assert POLICIES[0] == OURS

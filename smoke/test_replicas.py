"""Every replica should be well, of one release, and configured alike; one of three is enough."""

import pytest

from smokegate.plugin.concerns.replicas import Lives, Samples
from smokegate.reading.problem import told
from smokegate.reading.processes import clock_problems, restart_problems
from smokegate.reading.replicas import difference_problems, share_problems


def test_every_replica_answers(samples: Samples) -> None:
    """Every replica should answer well, and not only most of them."""
    problems = tuple(share_problems(samples.faults))
    assert not problems, told(samples.where, problems)


@pytest.mark.cause("skew")
def test_every_replica_is_of_one_release(identities: Samples) -> None:
    """Every replica should answer as the same release."""
    problems = tuple(difference_problems(identities.facts))
    assert not problems, told(identities.where, problems)


@pytest.mark.cause("skew")
def test_every_replica_is_configured_alike(configurations: Samples) -> None:
    """Every replica should have the same OAuth parameters, security headers and CORS."""
    problems = tuple(difference_problems(configurations.facts))
    assert not problems, told(configurations.where, problems)


def test_processes_stay_up(lives: Lives) -> None:
    """What answers should go on running, and not start anew again and again."""
    problems = tuple(restart_problems(lives.signs))
    assert not problems, told(lives.where, problems)


@pytest.mark.severity("minor")
@pytest.mark.cause("skew")
def test_every_replica_tells_the_same_time(lives: Lives) -> None:
    """The clocks of the replicas should agree."""
    problems = tuple(clock_problems(lives.signs, lives.clocks_s))
    assert not problems, told(lives.where, problems)


def test_every_replica_knows_the_states(ways_back: Samples) -> None:
    """A state should be known to whichever replica the person comes back to."""
    problems = tuple(share_problems(ways_back.faults, "known to the callback"))
    assert not problems, told(ways_back.where, problems)

"""Five ways in which people decide, on the same deployments."""

from dataclasses import dataclass

from bench.verdict.deployment import ALL, LOOK_S, Deployment
from bench.verdict.settling import settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A policy. tries: how many at most. gap_s: from one to the next.

    is_whole: a try is the whole suite and one that is green ends it; else each check has its own
    tries. is_steady: each try asks everything, and none is left out.
    """

    name: str
    tries: int
    gap_s: float = 0.0
    is_whole: bool = False
    is_steady: bool = False


PEERS = (
    Peer(name="one shot", tries=1),
    Peer(name="retry x2 at once", tries=3),
    Peer(name="retry x3 at 2 s", tries=4, gap_s=2.0),
    Peer(name="3 in a row, 10 s apart", tries=3, gap_s=10.0, is_steady=True),
    Peer(name="until green, 3 tries", tries=3, gap_s=LOOK_S, is_whole=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Whether the peer rolls back, and when it knew."""

    is_failed: bool
    took_s: float


def decide(peer: Peer, deployment: Deployment) -> Ended:
    """What this policy decides on this deploy."""
    at_s = settle(deployment, 0.0, deployment.scenario.settle_s).took_s
    accused = frozenset(ALL)
    for number in range(peer.tries):
        at_s += peer.gap_s * (number > 0)
        asked = ALL if peer.is_steady or peer.is_whole else sorted(accused)
        failing = deployment.failing(asked, at_s)
        accused = failing if peer.is_whole else accused & failing
        if not accused and not peer.is_steady:
            break
    return Ended(is_failed=bool(accused), took_s=at_s + LOOK_S)

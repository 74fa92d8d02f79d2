"""How long to wait for an origin: less, for what is queued behind many that were never answered.

Otherwise a deployment that takes connections and says nothing takes a deadline for each `K` of its
requests, where `K` is the number in flight. One answer of any kind, and all wait in full again.
"""

from smokegate.probe.observation import Ask, Kind, Observation, Silence

LEAST = 8  # so many exchanges in a row show that nobody is there, however few are in flight
SHARE = 4
LEAST_S = 1.0
_ENDLESS = (Kind.TIMEOUT, Kind.UNREACHABLE)


class Patience:
    """Remembers, for each origin, how many exchanges in a row have ended at their deadline.

    shorter_s: what an exchange is left that had to wait for its turn. Others get the whole
    deadline, so that there is always somebody who would see a slow answer.
    """

    def __init__(self, deadline_s: float, concurrency: int) -> None:
        self.shorter_s = min(max(deadline_s / SHARE, LEAST_S), deadline_s)
        self._enough = max(concurrency, LEAST)
        self._silent: dict[str, int] = {}

    def lost(self, ask: Ask) -> str | None:
        """The words for why nobody waits for this origin in full any more, or None."""
        if self._silent.get(_origin(ask), 0) < self._enough:
            return None
        return f"shortened after {self._enough} without an answer"

    def learn(self, seen: Observation) -> None:
        """How an exchange has ended."""
        origin = _origin(seen.ask)
        if isinstance(seen, Silence) and seen.status is None and seen.kind in _ENDLESS:
            self._silent[origin] = self._silent.get(origin, 0) + 1
        else:
            self._silent[origin] = 0


def _origin(ask: Ask) -> str:
    return "//".join(ask.url.split("/", 3)[:3:2])

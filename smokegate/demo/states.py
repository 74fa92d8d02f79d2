"""The deployment's memory of the sign-ins that were started."""

from typing import Final

_MOST: Final = 10_000


class States:
    """State parameters that were handed out and have not come back; the oldest are forgotten."""

    def __init__(self) -> None:
        self._providers: dict[str, str] = {}

    def remember(self, state: str, provider: str) -> None:
        """Expect that state back from that provider."""
        self._providers[state] = provider
        if len(self._providers) > _MOST:
            del self._providers[next(iter(self._providers))]

    def redeem(self, state: str, provider: str) -> bool:
        """Whether the state was expected from that provider; it is good for one time."""
        if self._providers.get(state) != provider:
            return False
        del self._providers[state]
        return True

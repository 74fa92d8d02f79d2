"""How sure a verdict has to be: the error rates that the sequential test is derived from."""

from dataclasses import dataclass, fields, replace
from math import log

NOISE_LEAST, NOISE_MOST = 0.005, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is taken for granted about checks, and how often a verdict may be wrong.

    noise: how often a check fails on a good release, where no history says better.
    broken: how often a broken check fails.
    false_rollback: how often a check of a good release may be convicted; the default allows one
    false rollback in 10,000 deploys with 40 critical checks.
    missed: how often a broken check may be acquitted once it has failed.
    silence_s: seconds of silence while settling that count as one more look at a dead deployment.

    Raises ValueError for figures from which no test follows.
    """

    noise: float = 0.01
    broken: float = 0.9
    false_rollback: float = 2.5e-6
    missed: float = 0.1
    silence_s: float = 30.0

    def __post_init__(self) -> None:
        rates = {"noise": self.noise, "false_rollback": self.false_rollback, "missed": self.missed}
        for name, rate in rates.items():
            if not 0 < rate < 0.5:
                raise ValueError(f"{name} should be above 0 and below 0.5, got {rate:g}")
        if not NOISE_MOST < self.broken < 1:
            raise ValueError(
                f"broken should be above {NOISE_MOST:g} and below 1, got {self.broken:g}"
            )
        if not self.noise < self.broken:
            raise ValueError(f"noise should be below broken, got {self.noise:g}")
        if not self.silence_s > 0:
            raise ValueError(f"silence_s should be above 0, got {self.silence_s:g}")

    @property
    def convicts_at(self) -> float:
        """The log-likelihood ratio from which a check is convicted (Wald 1945)."""
        return log((1 - self.missed) / self.false_rollback)

    @property
    def acquits_at(self) -> float:
        """The log-likelihood ratio down to which a check is acquitted (Wald 1945)."""
        return log(self.missed / (1 - self.false_rollback))

    def step(self, noise: float, *, is_failure: bool) -> float:
        """What one observation adds to the log-likelihood ratio of broken against noisy."""
        if is_failure:
            return log(self.broken / noise)
        return log((1 - self.broken) / (1 - noise))

    def failures_needed(self, noise: float) -> int:
        """How many failures without a pass convict a check."""
        evidence, number = 0.0, 0
        while evidence < self.convicts_at:
            number += 1
            evidence = number * self.step(noise, is_failure=True)
        return number


def noise_rate(failures: int, looks: int) -> float:
    """How often a check fails by itself, from its history: 1 % until 200 looks outweigh that."""
    return (failures + 2) / (looks + 200)


ONE_LOOK = Policy(false_rollback=0.02)
"""For reports that cannot be taken again: one failure convicts, and one in 50 such is noise."""


def changed(policy: Policy, changes: dict[str, str]) -> Policy:
    """The policy with other figures. Raises ValueError for an unknown name or no such figure."""
    names = [field.name for field in fields(Policy)]
    figures: dict[str, float] = {}
    for name, figure in changes.items():
        if name not in names:
            raise ValueError(f"{name} is no figure of a policy; it has {', '.join(names)}")
        try:
            figures[name] = float(figure)
        except ValueError as err:
            raise ValueError(f"{name} should be a number, got {figure!r}") from err
    return replace(policy, **figures)

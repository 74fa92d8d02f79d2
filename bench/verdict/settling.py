"""The wait before the first look, in the time of the simulation; as in smokegate/plugin."""

from dataclasses import dataclass

from bench.verdict.deployment import Deployment
from smokegate.plugin.settling import IN_A_ROW, PAUSE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How long it took, and for how long nothing had answered by then. Both in seconds."""

    took_s: float
    silent_s: float


def settle(deployment: Deployment, now_s: float, settle_s: float) -> Settled:
    """Glances until the deployment is well twice in a row, or time is up."""
    if settle_s <= 0:
        return Settled(took_s=0.0, silent_s=0.0)
    scenario = deployment.scenario
    in_a_row, at_s, silent_since_s = 0, now_s, now_s
    while True:
        is_down = deployment.is_down(at_s)
        in_a_row = 0 if is_down or scenario.is_unready else in_a_row + 1
        if not is_down or scenario.silence is None:
            silent_since_s = at_s + PAUSE_S
        took_s = at_s - now_s
        if in_a_row >= IN_A_ROW or took_s + PAUSE_S > settle_s:
            return Settled(took_s=took_s, silent_s=max(0.0, at_s - silent_since_s))
        at_s += PAUSE_S

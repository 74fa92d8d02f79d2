"""What releases and the world around them are like."""

from math import inf

from bench.verdict.deployment import ALL, REPLICAS, Bug, Scenario
from smokegate.verdict.check import Silence
from smokegate.verdict.evidence import Control

_SINGLE = ALL[:-1]
_ONE = 2  # a check in the first file
_BAD_REPLICA = 1 / 3
_SETTLE_S = 30.0
_CRASH_S = 5.0


def _replica(*bugs: Bug) -> tuple[Bug, ...]:
    return (*bugs, Bug(checks=(REPLICAS,), often=_BAD_REPLICA, is_sampled=True))


GOOD = (
    Scenario(name="noise", title="1 % of noise", deploys=1_000_000),
    Scenario(name="less noise", title="0.5 % of noise", noise=0.005, deploys=200_000),
    Scenario(name="blip", title="1 % of noise, 1 blip/h (503)", blips_per_h=1, deploys=400_000),
    Scenario(
        name="blip, settled",
        title="1 % of noise, 1 blip/h (503), settled",
        blips_per_h=1,
        settle_s=_SETTLE_S,
        deploys=400_000,
    ),
    Scenario(
        name="silent blip",
        title="1 % of noise, 1 blip/h (refused), a control",
        blips_per_h=1,
        silence=Silence.REFUSED,
        control=Control.OK,
        deploys=400_000,
    ),
    Scenario(
        name="silent blip, settled",
        title="1 % of noise, 1 blip/h (refused), a control, settled",
        blips_per_h=1,
        silence=Silence.REFUSED,
        control=Control.OK,
        settle_s=_SETTLE_S,
        deploys=400_000,
    ),
    Scenario(
        name="partial blip",
        title="1 % of noise, 1 blip/h that 15 of the 40 checks feel",
        blips_per_h=1,
        blip_felt_by=ALL[:15],
        deploys=400_000,
    ),
    Scenario(name="blips", title="1 % of noise, 6 blips/h (503)", blips_per_h=6, deploys=100_000),
    Scenario(
        name="blips, settled",
        title="1 % of noise, 6 blips/h (503), settled",
        blips_per_h=6,
        settle_s=_SETTLE_S,
        deploys=100_000,
    ),
)
BAD = (
    Scenario(
        name="one broken, no noise",
        title="a check always fails, no noise",
        is_bad=True,
        noise=0.0,
        bugs=(Bug(checks=(_ONE,)),),
        deploys=1_000,
    ),
    Scenario(
        name="one broken",
        title="a check always fails",
        is_bad=True,
        bugs=(Bug(checks=(_ONE,)),),
    ),
    Scenario(
        name="three broken",
        title="three checks always fail, one of them health",
        is_bad=True,
        bugs=tuple(Bug(checks=(one,)) for one in (0, 11, 23)),
        is_unready=True,
        settle_s=_SETTLE_S,
    ),
    Scenario(
        name="replica",
        title="one replica of three broken: all single-shot checks fail 1 in 3",
        is_bad=True,
        bugs=_replica(*(Bug(checks=(one,), often=_BAD_REPLICA) for one in _SINGLE)),
        deploys=2_500,
    ),
    Scenario(
        name="replica, files",
        title="one replica of three broken: the checks of a file fail together, 1 in 3",
        is_bad=True,
        bugs=_replica(
            *(
                Bug(checks=tuple(range(at, min(at + 5, REPLICAS))), often=_BAD_REPLICA)
                for at in range(0, REPLICAS, 5)
            )
        ),
        deploys=2_500,
    ),
    Scenario(
        name="replica, endpoint",
        title="one endpoint broken on one replica of three: two single-shot checks ask it",
        is_bad=True,
        bugs=_replica(*(Bug(checks=(one,), often=_BAD_REPLICA) for one in (0, 1))),
        deploys=10_000,
    ),
    *(
        Scenario(
            name=f"q {often:g}",
            title=f"a check fails in {100 * often:.0f} % of looks",
            is_bad=True,
            bugs=(Bug(checks=(_ONE,), often=often),),
        )
        for often in (0.1, 0.3, 0.5, 0.8)
    ),
    Scenario(
        name="down",
        title="everything is down (refused), a control answers",
        is_bad=True,
        dead_from_s=-inf,
        silence=Silence.REFUSED,
        control=Control.OK,
        deploys=2_000,
    ),
    Scenario(
        name="down, settled",
        title="everything is down (refused), a control answers, after settling in silence",
        is_bad=True,
        dead_from_s=-inf,
        silence=Silence.REFUSED,
        control=Control.OK,
        settle_s=_SETTLE_S,
        deploys=2_000,
    ),
    Scenario(
        name="down, 503",
        title="everything answers 503, after settling",
        is_bad=True,
        dead_from_s=-inf,
        settle_s=_SETTLE_S,
        deploys=2_000,
    ),
    Scenario(
        name="crash",
        title="crashes for good after the first look",
        is_bad=True,
        dead_from_s=_CRASH_S,
    ),
    *(
        Scenario(
            name=f"crash loop, up {up_s}",
            title=f"crashes again and again: down for 20 s, up for {up_s} s",
            is_bad=True,
            loop_s=(20.0, up_s),
        )
        for up_s in (20, 40)
    ),
    Scenario(
        name="worse than before",
        title="a check failed before the deploy, another one always fails now",
        is_bad=True,
        bugs=tuple(Bug(checks=(one,)) for one in (_ONE, 17)),
        before=(17,),
    ),
)
NEITHER = (
    Scenario(
        name="pre-existing",
        title="two checks fail as before the deploy, with a baseline",
        bugs=tuple(Bug(checks=(one,)) for one in (_ONE, 17)),
        before=(_ONE, 17),
    ),
    Scenario(
        name="blind",
        title="a blind runner: silence everywhere, the control silent too",
        dead_from_s=-inf,
        silence=Silence.TIMEOUT,
        control=Control.SILENT,
        settle_s=_SETTLE_S,
        deploys=2_000,
    ),
    Scenario(
        name="blind, no control",
        title="a runner without names (DNS), no control",
        dead_from_s=-inf,
        silence=Silence.DNS,
        settle_s=_SETTLE_S,
        deploys=2_000,
    ),
)
SCENARIOS = (*GOOD, *BAD, *NEITHER)

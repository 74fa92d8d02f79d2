"""Reads from samples of one endpoint whether a replica is bad, old, or configured otherwise.

Wald's sequential probability ratio test: one reset in a hundred accuses nobody, one bad replica
of three does not hide behind luck. With at most 40 samples it convicts 995 in 1000 such
endpoints, and 3 in 100,000 with 1 % of noise; 18 good samples in a row acquit.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, log

from smokegate.probe.observation import Answer, Kind, Observation, Silence
from smokegate.reading.authorization import asked, listed, split
from smokegate.reading.problem import Problem
from smokegate.redact import shown

NOISE = 0.02  # share of bad samples of a deployment that is well
BAD_REPLICA = 0.25  # the same with one bad replica of four
_ALPHA, _BETA = 0.001, 0.01
_STEP_BAD = log(BAD_REPLICA / NOISE)
_STEP_GOOD = log((1 - BAD_REPLICA) / (1 - NOISE))
_CONVICTS, _ACQUITS = log((1 - _BETA) / _ALPHA), log(_BETA / (1 - _ALPHA))
_MOST_TOLD = 4
_REFUSALS = (403, 429)  # by a limit or a firewall that counts; single requests judge a real one
_UNAVAILABLE = 503
# how nginx answers beyond limit_req and limit_conn, unless it is told another status
_LIMIT_OF_NGINX = re.compile(rb"(?i)503 Service Temporarily Unavailable[\s\S]*nginx")

_SECURITY = (
    "strict-transport-security",
    "content-security-policy",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-embedder-policy",
    "cross-origin-resource-policy",
)
_CORS = (
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
)
# made anew for each answer: nonces, digests of inline scripts, where browsers report to
_EACH_TIME = re.compile(r"'(?:nonce|sha(?:256|384|512))-[^']*'|report-(?:uri|to)[^;]*")


class Finding(StrEnum):
    """What a sequence of samples proves."""

    CONVICTED = "convicted"
    ACQUITTED = "acquitted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How a sequential test went.

    observations: how many it needed, all of them if it is undecided. failures: the bad ones of
    these. fewest: how many more good ones would acquit.
    """

    finding: Finding
    observations: int
    failures: int
    fewest: int = 0


def trial(sequence: Iterable[bool]) -> Trial:
    """Whether these samples, good or not, come from a deployment with a bad replica."""
    evidence, observations, failures = 0.0, 0, 0
    for is_good in sequence:
        observations += 1
        failures += not is_good
        evidence += _STEP_GOOD if is_good else _STEP_BAD
        if evidence >= _CONVICTS:
            return Trial(finding=Finding.CONVICTED, observations=observations, failures=failures)
        if evidence <= _ACQUITS:
            return Trial(finding=Finding.ACQUITTED, observations=observations, failures=failures)
    return Trial(
        finding=Finding.UNDECIDED,
        observations=observations,
        failures=failures,
        fewest=ceil((evidence - _ACQUITS) / -_STEP_GOOD),
    )


def where(samples: Sequence[Observation]) -> str:
    """How a failure message about samples begins."""
    if not samples:
        return "no sample"
    longest = max(one.total_s for one in samples)
    return f"{samples[0].ask.line} -> {len(samples)} samples, the longest in {longest:.2f} s"


def is_refusal(one: Observation) -> bool:
    """Whether the sample was refused for being one of many: it tells nothing of a replica.

    So does one that was too large to be kept beside the others; that is told elsewhere.
    """
    if isinstance(one, Silence):
        return one.kind is Kind.TOO_LARGE
    if one.status in _REFUSALS or one.headers.get("cf-mitigated") is not None:
        return True
    return one.status == _UNAVAILABLE and _LIMIT_OF_NGINX.search(one.body[:4096]) is not None


def is_absent(samples: Sequence[Observation]) -> bool:
    """Whether all of them say that there is nothing there."""
    return bool(samples) and all(
        isinstance(one, Answer) and one.status in (404, 405) for one in samples
    )


def share_problems(faults: Sequence[str | None], wanted: str = "good") -> Iterator[Problem]:
    """Whether so many samples are bad that a replica must be. faults: of each sample, or None."""
    if trial(fault is None for fault in faults).finding is not Finding.CONVICTED:
        return
    bad = Counter(fault for fault in faults if fault is not None)
    told = "; ".join(f"{fault} ({_often(times)})" for fault, times in bad.most_common(_MOST_TOLD))
    found = f"{bad.total()} of {len(faults)} bad: {told}"
    yield Problem(what="every sample", wanted=wanted, found=found)


def difference_problems(facts: Sequence[Mapping[str, str]]) -> Iterator[Problem]:
    """What should be alike on every replica and is not. facts: of each good sample, by name."""
    for name in dict.fromkeys(name for one in facts for name in one):
        values = Counter(one.get(name, "none") for one in facts)
        if len(values) > 1:
            most = values.most_common(_MOST_TOLD)
            found = ", ".join(f"{value} ({_often(times)})" for value, times in most)
            yield Problem(what=name, wanted="the same on every replica", found=found)


def odd_ones(facts: Sequence[Mapping[str, str]]) -> list[int]:
    """One sample, by its place, for each way in which they differ; none if they do not."""
    first: dict[tuple[tuple[str, str], ...], int] = {}
    for place, one in enumerate(facts):
        first.setdefault(tuple(sorted(one.items())), place)
    return list(first.values()) if len(first) > 1 else []


def header_facts(answer: Answer) -> dict[str, str]:
    """The headers that a configuration sets: those for security and for other origins."""
    return {
        name: shown(_EACH_TIME.sub("", value), 120)
        for name in (*_SECURITY, *_CORS)
        if (value := answer.headers.get(name)) is not None
    }


def authorization_facts(start: Answer) -> dict[str, str]:
    """What a configuration puts into the start of a login; the rest is fresh each time."""
    stated = asked(start)
    target = split(start.headers.get("location") or "")
    provider = f"{target.scheme}://{target.netloc}{target.path}" if target else "nothing"
    names = ("client_id", "redirect_uri", "scope", "response_type")
    return {"provider": shown(provider, 120)} | {
        name: listed(stated.get(name, [])) for name in names
    }


def _often(times: int) -> str:
    return "once" if times == 1 else f"{times} times"

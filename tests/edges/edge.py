"""The edges that are tried: what each is, who should say so, and what the gate should decide."""

from dataclasses import dataclass, field

from tests.edges.certificates import State
from tests.edges.standing import Start, balanced, cached, with_certificate

_ROUND_ROBIN = "balance roundrobin"
_BY_COOKIE = "balance roundrobin\n  cookie SERVED insert indirect nocache"
_BY_SOURCE = "balance source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One deployment behind a real edge.

    programs: what has to be installed. by: the check that should say so, without `test_`, and none
    where everything is well.
    """

    key: str
    what: str
    start: Start
    programs: tuple[str, ...]
    by: str = field(default="")


def _over_three(key: str, what: str, choice: str, builds: str, by: str = "") -> Edge:
    start, programs = balanced(choice, *builds.split()), ("haproxy", "nginx")
    return Edge(key=key, what=f"haproxy, {what}", start=start, programs=programs, by=by)


def _behind_a_cache(key: str, what: str, start: Start, by: str = "") -> Edge:
    programs = ("varnishd", "nginx")
    return Edge(key=key, what=f"Varnish, {what}", start=start, programs=programs, by=by)


def _certified(state: State, by: str = "") -> Edge:
    what = f"nginx, the certificate {state}"
    start = with_certificate(state)
    return Edge(key=state.name.lower(), what=what, start=start, programs=("nginx",), by=by)


_IN_NO_TIME = "every_replica_is_of_one_release[page]"
_SILENT = "page_answers[/]"

EDGES = (
    _over_three("alike", "three replicas of one build", _ROUND_ROBIN, "new new new"),
    _over_three("mixed", "one of three of another build", _ROUND_ROBIN, "new new old", _IN_NO_TIME),
    _over_three("sticky-alike", "by cookie, three of one build", _BY_COOKIE, "new new new"),
    _over_three(
        "sticky-mixed", "by cookie, one of another build", _BY_COOKIE, "new new old", _IN_NO_TIME
    ),
    _over_three("source-mixed", "by address, one of another build", _BY_SOURCE, "new new old"),
    _behind_a_cache(
        "honest", "which keeps no pages, after a deploy", cached(keeps_pages=False)
    ),
    _behind_a_cache(
        "stale", "with the page of before the deploy", cached(keeps_pages=True),
        "page_is_not_stale[/]",
    ),
    _behind_a_cache(
        "purged", "the same once it is purged", cached(keeps_pages=True, is_purged=True)
    ),
    _certified(State.GOOD),
    _certified(State.SOON, "certificate_lasts"),
    _certified(State.EXPIRED, _SILENT),
    _certified(State.OTHER_NAME, _SILENT),
    _certified(State.UNTRUSTED, _SILENT),
    _certified(State.INCOMPLETE, _SILENT),
)  # fmt: skip
BY_KEY = {edge.key: edge for edge in EDGES}

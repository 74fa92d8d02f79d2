"""Whatever is answered and whatever the contract says of it, health is read and never raises."""

import json
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from smokegate.contract import Health as Promise
from smokegate.contract_fields import HealthFormat, Meaning
from smokegate.probe.observation import Answer
from smokegate.reading.health import (
    Status,
    component_problem,
    degradation_problems,
    freshness_problems,
    leak_problems,
    overall_problems,
    read,
)
from smokegate.reading.route import readiness_problems
from tests.reading import health_bodies as real
from tests.reading.answers import answer

hostile = settings(
    max_examples=400,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
BODIES = [value for name, value in vars(real).items() if name.isupper()]
REAL = [value for value in BODIES if isinstance(value, dict)]
TEXTS = [value for value in BODIES if isinstance(value, str)]
KEYS = [
    *("status", "state", "checks", "components", "details", "entries", "info", "error", "name"),
    *("label", "time", "timestamp", "finishedAt", "checkResults", "cluster_name", "sealed"),
    *("initialized", "standby", "database", "version", "commit", "timed_out", "service", "a"),
    *("observedValue", "observedUnit", "duration", "db:responseTime", "latest_x_heartbeat"),
    *("password", "message", "uptime", "uptime_ms", "process", "data", "Status", "Entries"),
    *("failures", "errors", "results", "connected", "healthy", "result", "maintenance"),
]
WORDS = [
    "ok",
    "UP",
    "down",
    "warn",
    "skipped",
    "00:00:01.5",
    "9.9:99:99",
    "12ms",
    "redis is down",
    "ERROR: no database",
    real.AT,
    "\ud800",
]

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats(allow_nan=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=20,
)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A real body in which one thing is something else."""
    copy = json.loads(json.dumps(draw(st.sampled_from(REAL))))
    node: Any = copy
    while True:
        places = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not places:
            return copy
        place = draw(st.sampled_from(places))
        if isinstance(node[place], dict | list) and draw(st.booleans()):
            node = node[place]
            continue
        node[place] = draw(values)
        return copy


bodies = st.one_of(
    values.map(lambda value: json.dumps(value).encode()),
    mutated().map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=200),
    st.sampled_from(TEXTS).map(str.encode),
    st.lists(st.sampled_from(["[+]a ok", "[-]a b: c", "a: OK", "a b: warning: c", "", ": "])).map(
        lambda lines: "\n".join(lines).encode()
    ),
    st.sampled_from([b"[" * 2000, b"<body style='background:red'>", b"\xef\xbb\xbf\xef\xbb\xbf{}"]),
)
answers = st.builds(
    answer,
    bodies,
    status=st.sampled_from([200, 204, 302, 401, 404, 424, 429, 500, 503]) | st.integers(200, 599),
    kind=st.sampled_from([None, "application/json", "application/health+json", "text/html"]),
)
pointers = st.none() | st.sampled_from(["/status", "/checks", "/checks/0", "/a~1b/~0", "/", "/0"])
promises = st.builds(
    Promise,
    path=st.just("/"),
    format=st.none() | st.sampled_from(HealthFormat),
    status=pointers,
    components_at=pointers,
    timestamp=pointers,
    words=st.dictionaries(st.sampled_from(["ok", "läuft", "skipped"]), st.sampled_from(Meaning)),
    statuses=st.dictionaries(st.sampled_from(["200", "302", "503"]), st.sampled_from(Meaning)),
    nullable=st.sampled_from([(), ("a", "db")]),
    service=st.none() | st.just("x"),
    max_age_s=st.none() | st.just(60.0),
    components=st.just({"a": "critical", "status": "minor"}),
)


@hostile
@given(one=answers, promise=promises)
def test_nothing_raises(one: Answer, promise: Promise) -> None:
    """What is told is one line that no terminal and no CI obeys."""
    health = read(one, promise)
    told = [
        *health.notes,
        *overall_problems(health, frozenset({"a"})),
        *degradation_problems(health, frozenset({"a"})),
        *freshness_problems(one, health, 60),
        *leak_problems(one),
        *readiness_problems(one, health),
        *(component_problem(health, name) or "" for name in ("a", "db", *health.components)),
        health.problem or "",
    ]
    for text in map(str, told):
        assert text.isprintable()
        assert len(text) < 1000


@hostile
@given(one=answers, promise=promises)
def test_nothing_unknown_is_ok(one: Answer, promise: Promise) -> None:
    """A component passes only if it is there, and known to be well."""
    health = read(one, promise)
    assert health.problem is None or health.overall is Status.UNKNOWN
    for name in ("a", "db", *health.components):
        if component_problem(health, name) is None:
            seen = health.component(name)
            assert seen is not None
            assert seen.status in (Status.OK, Status.WARN)


@hostile
@given(one=answers)
def test_no_bad_code_passes(one: Answer) -> None:
    """Whatever the body says, unless the contract gives the code another meaning."""
    assume(not 200 <= one.status < 300)
    health = read(one)
    assert health.problem or list(overall_problems(health, frozenset()))


@hostile
@given(word=st.sampled_from(["down", "FAILED", "unhealthy", "out_of_service", "red"]), wrap=values)
def test_no_bad_word_passes(word: str, wrap: object) -> None:
    """Whatever else the body says, a 200 that says it is down is not well."""
    health = read(answer(json.dumps({"a": wrap, "status": word})))
    assert health.problem or list(overall_problems(health, frozenset()))

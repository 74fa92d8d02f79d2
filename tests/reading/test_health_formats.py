"""Each family of health answers is read into the one model, when it is well and when it is not."""

from typing import Any

import pytest

from smokegate.contract import Health as Promise
from smokegate.contract_fields import HealthFormat, Meaning
from smokegate.probe.observation import Answer
from smokegate.reading.health import (
    Status,
    component_problem,
    degradation_problems,
    freshness_problems,
    overall_problems,
    read,
)
from tests.reading import health_bodies as real
from tests.reading.answers import answer, json_answer, said
from tests.reading.health_bodies import changed

OK, WARN, FAIL, UNKNOWN = Status.OK, Status.WARN, Status.FAIL, Status.UNKNOWN
NOBODY = frozenset[str]()
ANY = Promise(path="/")
AIRFLOW = Promise(path="/", nullable=("triggerer", "dag_processor"))
VAULT = Promise(
    path="/",
    statuses={"429": Meaning.OK, "472": Meaning.WARN, "473": Meaning.OK, "501": Meaning.FAIL},
)


def problems(given: Answer, promise: Promise = ANY) -> list[str]:
    """What test_health_is_good would say."""
    health = read(given, promise)
    return [health.problem] if health.problem else said(overall_problems(health, NOBODY))


def text(body: str, status: int = 200) -> Answer:
    """An answer in plain text."""
    return answer(body, status=status, kind="text/plain; charset=utf-8")


def html(body: str, status: int = 200) -> Answer:
    """An answer that is a page."""
    return answer(body, status=status, kind="text/html")


HEALTHY = [
    pytest.param(
        json_answer(real.DRAFT_06),
        "health+json",
        OK,
        {"cassandra:responseTime": OK, "cpu:utilization": WARN},
        id="1-draft-06",
    ),
    pytest.param(
        answer('{"status":"pass","releaseId":"1.9.7"}', kind="application/health+json"),
        "health+json",
        OK,
        {},
        id="2-etherpad",
    ),
    pytest.param(
        json_answer(real.GITEA),
        "health+json",
        OK,
        {"database:ping": OK, "cache:ping": OK},
        id="3-gitea",
    ),
    pytest.param(json_answer({"status": "ok"}), "flat", OK, {}, id="4-directus-for-anyone"),
    pytest.param(
        json_answer(real.DIRECTUS),
        "health+json",
        OK,
        {
            "pg:responseTime": OK,
            "pg:connectionsUsed": OK,
            "storage:local:responseTime": OK,
            "email:connection": OK,
        },
        id="4-directus-for-an-admin",
    ),
    pytest.param(
        json_answer(real.SPRING),
        "spring",
        OK,
        {"broker": OK, "broker/us1": OK, "db": OK, "elasticsearch": OK, "diskSpace": OK},
        id="5-spring",
    ),
    pytest.param(json_answer({"status": "UP"}), "flat", OK, {}, id="5-spring-without-details"),
    pytest.param(
        json_answer(real.SPRING_2_0),
        "details",
        OK,
        {"db": OK, "db/primary": OK, "db/copy": OK, "diskSpace": OK},
        id="5-spring-2.0",
    ),
    pytest.param(
        json_answer(real.SPRING_1), "component-map", OK, {"db": OK, "disk": OK}, id="5-spring-1"
    ),
    pytest.param(
        json_answer(real.MICROPROFILE),
        "microprofile",
        OK,
        {"firstCheck": OK, "secondCheck": OK},
        id="6-microprofile",
    ),
    pytest.param(
        json_answer({"status": "UP", "checks": []}), "microprofile", OK, {}, id="6-no-checks"
    ),
    pytest.param(
        json_answer(real.KEYCLOAK),
        "microprofile",
        OK,
        {real.KEYCLOAK_DATABASE: OK},
        id="7-keycloak",
    ),
    pytest.param(text("Healthy"), "aspnet-text", OK, {}, id="8-aspnet"),
    pytest.param(text("Degraded"), "aspnet-text", WARN, {}, id="8-aspnet-degraded"),
    pytest.param(json_answer(real.XABARIL), "aspnet-json", OK, {"npgsql": OK}, id="9-aspnet-json"),
    pytest.param(json_answer({}), "none", UNKNOWN, {}, id="9-aspnet-json-nothing-registered"),
    pytest.param(
        json_answer(real.TERMINUS), "terminus", OK, {"database": OK, "redis": OK}, id="10-terminus"
    ),
    pytest.param(json_answer(real.GO), "details", OK, {"database": OK, "search": OK}, id="11-go"),
    pytest.param(
        json_answer(real.AIRFLOW),
        "component-map",
        OK,
        {"metadatabase": OK, "scheduler": OK, "triggerer": OK, "dag_processor": OK},
        id="12-airflow",
    ),
    pytest.param(
        json_answer(real.ABLY), "component-map", OK, {"postgres": OK, "ably": OK}, id="13-ably"
    ),
    pytest.param(
        text(real.K8S), "k8s", OK, {"ping": OK, "log": OK, "etcd": UNKNOWN}, id="14-k8s-verbose"
    ),
    pytest.param(text("ok"), "text", OK, {}, id="14-k8s"),
    pytest.param(
        json_answer(real.DJANGO_3),
        "string-map",
        OK,
        {"DatabaseBackend": OK, "CacheBackend": OK},
        id="15-django-3",
    ),
    pytest.param(
        json_answer(changed(real.DJANGO_3, ("CacheBackend", "warning: slow"))),
        "string-map",
        WARN,
        {"DatabaseBackend": OK, "CacheBackend": WARN},
        id="15-django-3-warns",
    ),
    pytest.param(
        json_answer(real.DJANGO_4),
        "string-map",
        OK,
        {"Database(alias='default')": OK, "Cache(alias='default')": OK},
        id="16-django-4",
    ),
    pytest.param(
        text(real.DJANGO_4_TEXT),
        "django",
        OK,
        {"Database(alias='default')": OK, "Cache(alias='default')": OK},
        id="16-django-4-text",
    ),
    pytest.param(
        json_answer(real.SPATIE), "spatie", OK, {"Redis": OK, "Disk": UNKNOWN}, id="17-spatie"
    ),
    pytest.param(
        json_answer(
            changed(real.SPATIE, ("status", "failing"), ("checkResults|0|status", "warning"))
        ),
        "spatie",
        WARN,
        {"Redis": WARN, "Disk": UNKNOWN},
        id="17-spatie-says-failing-of-a-warning",
    ),
    pytest.param(html(real.RAILS.format("green")), "rails-up", OK, {}, id="18-rails"),
    pytest.param(
        html("<html>\n<body class=x style='color:red; BACKGROUND: Green;' >\n</body></html>"),
        "rails-up",
        OK,
        {},
        id="18-rails-in-other-words",
    ),
    pytest.param(html(real.LARAVEL.format("up")), "rails-up", OK, {}, id="18-laravel"),
    pytest.param(json_answer(real.GRAFANA), "grafana", OK, {"database": OK}, id="19-grafana"),
    pytest.param(
        json_answer({"database": "ok"}), "string-map", OK, {"database": OK}, id="19-without-version"
    ),
    pytest.param(json_answer(real.ELASTICSEARCH), "elasticsearch", OK, {}, id="20-elasticsearch"),
    pytest.param(
        json_answer(changed(real.ELASTICSEARCH, ("status", "yellow"))),
        "elasticsearch",
        WARN,
        {},
        id="20-elasticsearch-yellow",
    ),
    pytest.param(json_answer({"status": "ok"}), "flat", OK, {}, id="21-n8n"),
    pytest.param(text("GitLab OK"), "gitlab", OK, {}, id="22-gitlab-health"),
    pytest.param(text("success"), "gitlab", OK, {}, id="22-gitlab-health-check"),
    pytest.param(
        json_answer(real.GITLAB),
        "gitlab",
        OK,
        {"master_check": OK, "db_check": OK},
        id="22-gitlab-readiness",
    ),
    pytest.param(json_answer(real.VAULT), "vault", OK, {}, id="23-vault"),
    pytest.param(text(""), "text", OK, {}, id="24-empty"),
    pytest.param(answer(status=204), "text", OK, {}, id="24-no-content"),
    pytest.param(text("pong\n"), "text", OK, {}, id="24-pong"),
    pytest.param(json_answer({"message": "pong"}), "none", OK, {}, id="24-json-pong"),
    pytest.param(json_answer(real.CHARHUB_NOW), "flat", OK, {}, id="25-charhub-today"),
    pytest.param(
        json_answer(real.CHARHUB),
        "charhub",
        OK,
        {"database": OK, "redis": OK, "r2": OK, "llm": OK},
        id="25-charhub-planned",
    ),
]


@pytest.mark.parametrize("given, name, overall, components", HEALTHY)
def test_healthy(given: Answer, name: str, overall: Status, components: dict[str, Status]) -> None:
    """The family, the whole and its parts are told, and nothing is wrong."""
    health = read(given, AIRFLOW)
    assert (health.format, health.overall) == (name, overall)
    assert {one.name: one.status for one in health.components.values()} == components
    assert problems(given, AIRFLOW) == []


DRAFT_FAIL = changed(
    real.DRAFT_06, ("status", "fail"), ("checks|cassandra:responseTime|0|status", "fail")
)
FAILING = [
    pytest.param(
        json_answer(DRAFT_FAIL, status=503),
        ["status should be 2xx, got 503, cassandra:responseTime is fail"],
        id="1-draft-06",
    ),
    pytest.param(
        json_answer({"status": "error"}, status=503),
        ["status should be 2xx, got 503"],
        id="2-an-alias",
    ),
    pytest.param(
        json_answer(
            changed(
                real.GITEA,
                ("status", "fail"),
                ("checks|database:ping|0", {"status": "fail", "output": "no route to db"}),
            ),
            status=424,
        ),
        ["status should be 2xx, got 424, database:ping is fail (no route to db)"],
        id="3-gitea",
    ),
    pytest.param(
        json_answer(
            changed(
                real.DIRECTUS, ("status", "error"), ("checks|email:connection|0|status", "error")
            ),
            status=503,
        ),
        ["status should be 2xx, got 503, email:connection is error"],
        id="4-directus",
    ),
    pytest.param(
        json_answer(
            changed(
                real.SPRING,
                ("status", "DOWN"),
                ("components|db", {"status": "DOWN", "details": {"error": "no pool"}}),
            ),
            status=503,
        ),
        ["status should be 2xx, got 503, db is DOWN (no pool)"],
        id="5-spring",
    ),
    pytest.param(
        json_answer({"status": "DOWN"}),
        ["health should be ok, got 200 but it says DOWN"],
        id="5-spring-1.1.4",
    ),
    pytest.param(
        json_answer({"status": "UNKNOWN"}),
        ["health should be a known word such as ok (see words), got UNKNOWN"],
        id="5-spring-unknown",
    ),
    pytest.param(
        json_answer(
            changed(real.MICROPROFILE, ("status", "DOWN"), ("checks|0|status", "DOWN")), status=503
        ),
        ["status should be 2xx, got 503, firstCheck is DOWN"],
        id="6-microprofile",
    ),
    pytest.param(
        json_answer({"status": "DOWN", "checks": []}, status=503),
        ["status should be 2xx, got 503"],
        id="6-not-started",
    ),
    pytest.param(answer(status=500), ["status should be 2xx, got 500"], id="6-undetermined"),
    pytest.param(
        json_answer(
            changed(real.KEYCLOAK, ("status", "DOWN"), ("checks|0|status", "DOWN")), status=503
        ),
        [f"status should be 2xx, got 503, {real.KEYCLOAK_DATABASE} is DOWN"],
        id="7-keycloak",
    ),
    pytest.param(text("Unhealthy", 503), ["status should be 2xx, got 503"], id="8-aspnet"),
    pytest.param(
        json_answer(
            changed(
                real.XABARIL,
                ("status", "Unhealthy"),
                ("entries|npgsql|status", "Unhealthy"),
                ("entries|npgsql|exception", "refused"),
            ),
            status=503,
        ),
        ["status should be 2xx, got 503, npgsql is Unhealthy (refused)"],
        id="9-aspnet-json",
    ),
    pytest.param(
        json_answer(
            changed(
                real.TERMINUS,
                ("status", "error"),
                ("error", {"redis": {"status": "down"}}),
                ("details|redis", {"status": "down", "message": "Could not connect"}),
            ),
            status=503,
        ),
        ["status should be 2xx, got 503, redis is down (Could not connect)"],
        id="10-terminus",
    ),
    pytest.param(
        json_answer({"status": "error", "error": {"redis": {"status": "down"}}}, status=503),
        ["status should be 2xx, got 503, redis is down"],
        id="10-old-terminus",
    ),
    pytest.param(
        json_answer(changed(real.TERMINUS, ("status", "shutting_down")), status=503),
        ["status should be 2xx, got 503"],
        id="10-terminus-shutting-down",
    ),
    pytest.param(
        json_answer(
            changed(
                real.GO,
                ("status", "down"),
                ("details|search|status", "down"),
                ("details|search|error", "this makes the check fail"),
            ),
            status=503,
        ),
        ["status should be 2xx, got 503, search is down (this makes the check fail)"],
        id="11-go",
    ),
    pytest.param(
        json_answer(changed(real.AIRFLOW, ("scheduler|status", "unhealthy"))),
        ["health should be ok, got 200 but the component scheduler says unhealthy"],
        id="12-airflow",
    ),
    pytest.param(
        json_answer(changed(real.ABLY, ("ably|status", "down"))),
        ["health should be ok, got 200 but the component ably says down"],
        id="13-ably",
    ),
    pytest.param(
        text(real.K8S_BAD, 500),
        ["status should be 2xx, got 500, etcd is failed (reason withheld)"],
        id="14-k8s",
    ),
    pytest.param(
        text(real.K8S_BAD),
        [
            "health should be ok, got 200 but it says readyz check failed, "
            "etcd is failed (reason withheld)"
        ],
        id="14-k8s-200",
    ),
    pytest.param(
        json_answer(
            changed(real.DJANGO_3, ("CacheBackend", "unavailable: Cache key does not match")),
            status=500,
        ),
        ["status should be 2xx, got 500, CacheBackend is unavailable: Cache key does not match"],
        id="15-django-3",
    ),
    pytest.param(
        json_answer(
            changed(real.DJANGO_4, ("Database(alias='default')", "Unavailable: no route")),
            status=500,
        ),
        ["status should be 2xx, got 500, Database(alias='default') is Unavailable: no route"],
        id="16-django-4",
    ),
    pytest.param(
        text("Database(alias='default'): Unavailable: no route\nCache: OK\n"),
        [
            "health should be ok, got 200 but the component Database(alias='default') "
            "says Unavailable: no route"
        ],
        id="16-django-4-text",
    ),
    pytest.param(
        json_answer(
            changed(
                real.SPATIE,
                ("status", "failing"),
                ("failingChecks", "Redis"),
                ("checkResults|0|status", "failed"),
            )
        ),
        ["health should be ok, got 200 but it says failing, Redis is failed (Ok)"],
        id="17-spatie",
    ),
    pytest.param(
        html(real.RAILS.format("red"), 500), ["status should be 2xx, got 500"], id="18-rails"
    ),
    pytest.param(
        html(real.RAILS.format("red")),
        ["health should be ok, got 200 but it says red"],
        id="18-rails-200",
    ),
    pytest.param(
        html(real.LARAVEL.format("experiencing problems"), 500),
        ["status should be 2xx, got 500"],
        id="18-laravel",
    ),
    pytest.param(
        json_answer(changed(real.GRAFANA, ("database", "failing")), status=503),
        ["status should be 2xx, got 503, database is failing"],
        id="19-grafana",
    ),
    pytest.param(
        json_answer({"database": "failing"}, status=503),
        ["status should be 2xx, got 503, database is failing"],
        id="19-grafana-without-version",
    ),
    pytest.param(
        json_answer(changed(real.ELASTICSEARCH, ("status", "red"))),
        ["health should be ok, got 200 but it says red"],
        id="20-elasticsearch-red",
    ),
    pytest.param(
        json_answer(changed(real.ELASTICSEARCH, ("status", "yellow"), ("timed_out", True))),
        ["health should be ok, got 200 but it says yellow, timed out"],
        id="20-elasticsearch-timed-out",
    ),
    pytest.param(
        json_answer(changed(real.ELASTICSEARCH, ("timed_out", True)), status=408),
        ["status should be 2xx, got 408 (green, timed out)"],
        id="20-elasticsearch-408",
    ),
    pytest.param(
        json_answer({"status": "error"}, status=503), ["status should be 2xx, got 503"], id="21-n8n"
    ),
    pytest.param(
        text("n8n is starting up. Please wait"),
        [
            "health should be a known word such as ok (see words), "
            "got n8n is starting up. Please wait"
        ],
        id="21-n8n-starting",
    ),
    pytest.param(
        json_answer(
            changed(
                real.GITLAB,
                ("status", "failed"),
                (
                    "master_check|0",
                    {"status": "failed", "message": "unexpected Master check result: false"},
                ),
            ),
            status=503,
        ),
        [
            "status should be 2xx, got 503, "
            "master_check is failed (unexpected Master check result: false)"
        ],
        id="22-gitlab",
    ),
    pytest.param(
        text("health_check failed: no database"),
        ["health should be ok, got 200 but it says health_check failed: no database"],
        id="22-gitlab-health-check",
    ),
    pytest.param(
        json_answer(changed(real.VAULT, ("sealed", True)), status=503),
        ["status should be 2xx, got 503"],
        id="23-vault-sealed",
    ),
    pytest.param(
        json_answer(changed(real.VAULT, ("sealed", True))),
        ["health should be ok, got 200 but it says sealed"],
        id="23-vault-sealed-200",
    ),
    pytest.param(
        json_answer(changed(real.VAULT, ("initialized", False)), status=501),
        ["status should be 2xx, got 501 (not initialized)"],
        id="23-vault-not-initialized",
    ),
    pytest.param(
        json_answer(changed(real.VAULT, ("standby", True)), status=429),
        ["status should be 2xx, got 429 though the body says standby"],
        id="23-vault-standby-that-no-contract-allows",
    ),
    pytest.param(
        text("not ok"),
        ["health should be a known word such as ok (see words), got not ok"],
        id="24-not-ok",
    ),
    pytest.param(
        json_answer(changed(real.CHARHUB, ("checks|redis|status", "error")), status=503),
        ["status should be 2xx, got 503 though the body says healthy, redis is error"],
        id="25-charhub",
    ),
    pytest.param(
        json_answer({"error": "no database"}),
        ["health should be ok, got 200 but it says no database"],
        id="an-error-object",
    ),
    pytest.param(
        json_answer({"statusCode": 200, "data": [1]}),
        ["body should be with a status word or components, got only data, statusCode"],
        id="an-object-that-says-nothing",
    ),
    pytest.param(
        json_answer({"status": 500, "error": "Internal Server Error"}),
        ["health should be ok, got 200 but it says 500 (Internal Server Error)"],
        id="the-real-status-in-the-body",
    ),
]


@pytest.mark.parametrize("given, told", FAILING)
def test_failing(given: Answer, told: list[str]) -> None:
    """What is wrong is said in one sentence, by code, by word or by both."""
    assert problems(given, AIRFLOW) == told


# -- pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        '<body style="background-color: green"><div id="root"></div></body>',
        '<body style="background-color: green">Welcome</body>',
        '<body style="background-color: lightgreen"></body>',
        "<body><h1>Application update</h1></body>",
        "<body><p>Application up</p></body>",
        "<body><h1>Application up</h1><h2>Application experiencing problems</h2></body>",
        "<body>green</body>",
        "<?xml version='1.0'?><rss><title>OK</title></rss>",
    ],
)
def test_other_pages_are_no_health(body: str) -> None:
    """Only the one page that means it is taken for an answer."""
    (told,) = problems(html(body))
    assert told.startswith("HTML where health was expected (SPA fallback, login, proxy page): <")


def test_endless_page_is_not_even_parsed() -> None:
    """The page that means it is short."""
    (told,) = problems(html(real.RAILS.format("green") + " " * 70_000))
    assert told.startswith("HTML where health was expected")


def test_page_of_absurd_shape_is_not_parsed() -> None:
    """The time that the parser takes grows with the square of its attributes."""
    many = " ".join(f"a{n}" for n in range(3000))
    (told,) = problems(html(real.RAILS.format("green").replace("<body ", f"<body {many} ")))
    assert told.startswith("HTML where health was expected")


# -- a format that the contract pins ---------------------------------------------------------

BY_FORMAT = {
    "health+json": json_answer({"status": "pass"}),
    "spring": json_answer({"status": "UP"}),
    "microprofile": json_answer({"status": "UP", "checks": []}),
    "aspnet-text": text("Degraded"),
    "aspnet-json": json_answer({}),
    "terminus": json_answer({"status": "ok", "details": {}}),
    "details": json_answer({"status": "up"}),
    "component-map": json_answer(real.ABLY),
    "k8s": text("ok"),
    "django": text(real.DJANGO_4_TEXT),
    "string-map": json_answer({"Database": "kaputt"}),
    "spatie": json_answer(real.SPATIE),
    "rails-up": html(real.RAILS.format("green")),
    "grafana": json_answer({"database": "ok"}),
    "elasticsearch": json_answer(real.ELASTICSEARCH),
    "vault": json_answer(real.VAULT),
    "gitlab": json_answer({"status": "ok"}),
    "flat": json_answer({"state": "running"}),
    "text": text("pong"),
    "charhub": json_answer(real.CHARHUB_NOW),
}


@pytest.mark.parametrize("name", HealthFormat)
def test_a_pinned_format_takes_its_shortest_answer_too(name: HealthFormat) -> None:
    """One that could be another's, such as a mere status word."""
    health = read(BY_FORMAT[name], Promise(path="/", format=name))
    assert (health.problem, health.format) == (None, name.value)


@pytest.mark.parametrize("name", HealthFormat)
@pytest.mark.parametrize(
    "given, found",
    [
        pytest.param(json_answer({"a": 1}), "none", id="object"),
        pytest.param(json_answer([1]), "a list", id="list"),
        pytest.param(text("a: b", 503), "a: b", id="text"),
        pytest.param(answer(b"\x1b[2J"), "\\x1b[2J", id="bytes"),
    ],
)
def test_a_pinned_format_that_is_not_found_is_told(
    name: HealthFormat, given: Answer, found: str
) -> None:
    """Another answer is another application's, or nobody's."""
    if name is HealthFormat.TEXT and found != "none":
        return
    health = read(given, Promise(path="/", format=name))
    assert health.problem == f"format should be {name.value}, got {found}"
    assert component_problem(health, "db") == f"{given.where}: {health.problem}"


def test_a_pinned_format_that_is_not_found_names_the_other_one() -> None:
    """So that the cure is plain."""
    told = problems(json_answer(real.ABLY), Promise(path="/", format=HealthFormat.SPRING))
    assert told == ["format should be spring, got component-map"]
    assert problems(
        html(real.RAILS.format("green")), Promise(path="/", format=HealthFormat.K8S)
    ) == [
        "HTML where health was expected (SPA fallback, login, proxy page): "
        '<!DOCTYPE html><html><body style="background-color: green...'
    ]
    assert problems(answer(status=500), Promise(path="/", format=HealthFormat.K8S)) == [
        "format should be k8s, got an empty body"
    ]


def test_any_text_of_a_pinned_string_map_is_an_error() -> None:
    """Django's errors may be translated."""
    health = read(
        json_answer({"Database": "arbeitet nicht", "Cache": "OK", "Queue": "skipped"}),
        Promise(path="/", format=HealthFormat.DJANGO),
    )
    assert {name: one.status for name, one in health.components.items()} == {
        "Database": FAIL,
        "Cache": OK,
        "Queue": UNKNOWN,
    }


def test_texts_that_are_no_words_are_no_components() -> None:
    """A version and a name beside a word do not fail."""
    given = json_answer({"message": "ok", "version": "1.2.3", "name": "api"})
    assert (problems(given), dict(read(given).components)) == ([], {})


# -- codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body, status, told",
    [
        pytest.param(changed(real.VAULT, ("standby", True)), 429, [], id="standby"),
        pytest.param(real.VAULT, 472, [], id="recovery"),
        pytest.param(
            changed(real.VAULT, ("sealed", True)),
            429,
            ["health should be ok, got 429 but it says sealed"],
            id="the-body-still-counts",
        ),
        pytest.param(
            real.VAULT,
            501,
            ["status should be 2xx or 429 or 472 or 473, got 501 though the body says active"],
            id="fail",
        ),
        pytest.param(
            real.VAULT,
            500,
            ["status should be 2xx or 429 or 472 or 473, got 500 though the body says active"],
            id="not-listed",
        ),
    ],
)
def test_codes_that_the_contract_explains(
    body: dict[str, Any], status: int, told: list[str]
) -> None:
    """Vault says by its code who it is."""
    assert problems(json_answer(body, status=status), VAULT) == told


@pytest.mark.parametrize("status", [302, 401, 403, 404, 405, 410])
def test_a_code_that_the_contract_explains_is_not_refused(status: int) -> None:
    """Directus 12 answers 403 to whoever has no token."""
    promise = Promise(path="/", statuses={str(status): Meaning.OK})
    given = answer(b'{"errors":null}', status=status)
    assert (problems(given, promise), read(given, promise).overall) == ([], OK)


def test_a_good_code_can_be_bad() -> None:
    """An empty 204 is the answer of some proxy."""
    promise = Promise(path="/", statuses={"204": Meaning.FAIL})
    assert problems(answer(status=204), promise) == ["status should be 2xx but 204, got 204"]


def test_a_code_can_be_a_warning() -> None:
    """It is told, and fails nothing."""
    given = json_answer(real.VAULT, status=472)
    assert said(degradation_problems(read(given, VAULT), NOBODY)) == [
        "health should be ok, got active"
    ]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(text("[+]db ok\n[-]llm failed: x\nreadyz check failed", 500), id="k8s"),
        pytest.param(json_answer({"db": "OK", "llm": "Unavailable: x"}, status=500), id="django"),
        pytest.param(
            json_answer(
                {"status": "fail", "checks": {"llm:ping": [{"status": "fail"}]}}, status=424
            ),
            id="gitea",
        ),
        pytest.param(
            json_answer({"status": "DOWN", "components": {"llm": {"status": "DOWN"}}}, status=503),
            id="spring",
        ),
        pytest.param(
            json_answer({"db": {"status": "up"}, "llm": {"status": "down"}}), id="always-200"
        ),
    ],
)
def test_a_third_party_alone_fails_no_family(given: Answer) -> None:
    """Each says by a code of its own that a component failed; below critical, nobody goes back."""
    health = read(given)
    assert said(overall_problems(health, frozenset({"llm"}))) == []
    assert said(overall_problems(health, frozenset({"l", "ll", "lm"}))) != []


@pytest.mark.parametrize("word", ["shutting_down", "Starting", "sealed", "draining", "maintenance"])
def test_a_third_party_excuses_no_shutdown(word: str) -> None:
    """It says something of itself."""
    given = json_answer({"status": word, "checks": {"llm": "down"}}, status=503)
    assert said(overall_problems(read(given), frozenset({"llm"}))) == [
        "status should be 2xx, got 503, llm is down"
    ]


# -- where and how the contract says it stands -----------------------------------------------

WRAPPED = {
    "success": True,
    "data": {"state": "Alles gut", "at": "2026-02-13T11:00:00Z", "parts": {"db": "läuft", "r": 0}},
}
WRAPPED_PROMISE = Promise(
    path="/",
    status="/data/state",
    components_at="/data/parts",
    timestamp="/data/at",
    words={"alles gut": Meaning.OK, "läuft": Meaning.OK, "0": Meaning.FAIL},
)


def test_pointers_lead_to_what_we_cannot_find() -> None:
    """Status, components and time, each in words that the contract explains."""
    given = json_answer(WRAPPED)
    health = read(given, WRAPPED_PROMISE)
    assert (health.overall, health.word) == (OK, "Alles gut")
    assert {name: one.status for name, one in health.components.items()} == {"db": OK, "r": FAIL}
    assert said(freshness_problems(given, health, 60)) == [
        "timestamp should be within 60 s of now, got 2026-02-13T11:00:00Z, 3600 s away from now"
    ]


@pytest.mark.parametrize(
    "given",
    [
        json_answer({"data": {"state": None}}),
        json_answer({"data": {"state": {"a": 1}}}),
        json_answer({"state": "ok"}),
        json_answer(["ok"]),
        text("ok"),
    ],
)
def test_a_status_that_is_not_where_it_should_be_is_told(given: Answer) -> None:
    """Whatever else there is."""
    assert problems(given, WRAPPED_PROMISE) == ["status should be at /data/state, got none"]


def test_components_that_are_not_where_they_should_be_are_missing() -> None:
    """Ours elsewhere do not count."""
    health = read(json_answer(real.CHARHUB), Promise(path="/", components_at="/data/parts"))
    assert component_problem(health, "redis") == (
        "GET /api/v1/health -> 200 in 0.04 s: no check named 'redis', found none"
    )


def test_words_of_the_contract_come_before_ours() -> None:
    """Yellow is the usual colour of a cluster of one node; they are compared whole, too."""
    promise = Promise(path="/", words={"yellow": Meaning.OK, "Fine": Meaning.OK})
    assert read(json_answer({"status": "YELLOW"}), promise).overall is OK
    assert read(json_answer({"status": "fine"}), promise).overall is OK
    assert read(json_answer({"status": "fineness"}), promise).overall is UNKNOWN
    assert read(text("fine"), promise).overall is OK
    assert read(json_answer({"status": "up"}), promise).overall is OK


@pytest.mark.parametrize(
    "body",
    [
        {"service": "charhub", "status": "ok"},
        {"serviceId": "charhub", "status": "ok"},
        {"cluster_name": "charhub", "status": "green"},
    ],
)
def test_service_is_the_one_that_the_contract_names(body: dict[str, Any]) -> None:
    """Each family calls it something else."""
    assert problems(json_answer(body), Promise(path="/", service="charhub")) == []
    (told,) = problems(json_answer(body), Promise(path="/", service="shop"))
    assert told == "service should be shop, got charhub"


def test_a_service_that_is_not_said_is_told() -> None:
    """An old address may belong to another application now."""
    promise = Promise(path="/", service="shop")
    assert problems(json_answer({"status": "ok"}), promise) == ["service should be shop, got none"]
    assert problems(text("ok"), promise) == ["service should be shop, got none"]


# -- components ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, told",
    [
        pytest.param("pg", "pg:connectionsUsed is error", id="the-worst-measurement"),
        pytest.param("storage", None, id="two-colons"),
        pytest.param("storage:local", None, id="one-of-two-colons"),
        pytest.param("pg:responseTime", None, id="exactly"),
        pytest.param("p", "no check named 'p', found ", id="no-beginning"),
        pytest.param("local", "no check named 'local', found ", id="no-middle"),
        pytest.param("responseTime", "no check named 'responseTime', found ", id="no-end"),
        pytest.param("PG", "no check named 'PG', found ", id="no-other-case"),
    ],
)
def test_a_promised_component_is_found_by_its_measurements(name: str, told: str | None) -> None:
    """health+json calls them name:measurement; nothing is found by a part of its name."""
    body = changed(real.DIRECTUS, ("checks|pg:connectionsUsed|0|status", "error"))
    seen = component_problem(read(json_answer(body)), name)
    assert (seen or "").startswith("GET /api/v1/health -> 200 in 0.04 s: " + told if told else "")
    assert (seen is None) is (told is None)


@pytest.mark.parametrize(
    "body",
    [
        {"status": "ok", "database": "connected", "redis": {"state": "up"}},
        {"status": "ok", "database": True, "redis": True, "uptime": 5},
    ],
)
def test_a_promised_component_may_stand_beside_the_word(body: dict[str, Any]) -> None:
    """As small applications write it; what nobody promised is no component."""
    promise = Promise(path="/", components={"database": "critical", "redis": "critical"})  # type: ignore[dict-item]
    health = read(json_answer(body), promise)
    assert {name: one.status for name, one in health.components.items()} == {
        "database": OK,
        "redis": OK,
    }
    bad = read(json_answer(body | {"redis": "lost"}), promise)
    assert component_problem(bad, "redis") == ("GET /api/v1/health -> 200 in 0.04 s: redis is lost")


def test_of_two_components_of_one_name_the_worse_counts() -> None:
    """A later one does not hide an earlier one."""
    body = {"checks": [{"name": "db", "status": "down"}, {"name": "db", "status": "up"}]}
    assert read(json_answer(body)).components["db"].status is FAIL


def test_a_failed_measurement_is_worse_than_an_unknown_one() -> None:
    """Else a third party's unknown could hide its failure."""
    body = {"checks": {"x": [{"status": "fail"}, {"node": 2}]}}
    assert read(json_answer(body)).components["x"].status is FAIL


@pytest.mark.parametrize("nullable, told", [((), "null"), (("triggerer",), None)])
def test_null_is_ok_only_where_the_contract_says_so(
    nullable: tuple[str, ...], told: str | None
) -> None:
    """Airflow: that component is not deployed."""
    health = read(json_answer(real.AIRFLOW), Promise(path="/", nullable=nullable))
    expected = told and f"GET /api/v1/health -> 200 in 0.04 s: triggerer is {told}"
    assert component_problem(health, "triggerer") == expected


def test_nullable_excuses_null_alone() -> None:
    """Neither a failure, nor another word, nor to be gone."""
    promise = Promise(path="/", nullable=("x",))
    for word in ("down", "skipped"):
        assert component_problem(read(json_answer({"x": {"status": word}}), promise), "x")
    assert component_problem(read(json_answer({"y": {"status": None}}), promise), "x")


@pytest.mark.parametrize(
    "name, item, ms",
    [
        ("db:responseTime", [{"status": "pass", "observedValue": 250, "observedUnit": "ms"}], 250),
        ("db:responseTime", [{"status": "pass", "observedValue": 0.5, "observedUnit": "s"}], 500),
        ("db:responseTime", [{"status": "pass", "observedValue": 1500, "observedUnit": "us"}], 1.5),
        ("db:uptime", [{"status": "pass", "observedValue": 1209600, "observedUnit": "s"}], None),
        ("db:responseTime", [{"status": "pass", "observedValue": "x", "observedUnit": []}], None),
        ("db", {"status": "Healthy", "duration": "00:00:00.0040000"}, 4),
        ("db", {"status": "Healthy", "duration": "1.02:03:04.5"}, 93_784_500),
        ("db", {"status": "ok", "latency": "12ms"}, 12),
        ("db", {"status": "ok", "took": "1.5 s"}, 1500),
        ("db", {"status": "ok", "took": "soon"}, None),
        ("db", {"status": "ok", "response_time": 7}, 7),
        ("db", {"status": "ok", "latencyMs": 0}, 0),
        ("db", {"status": "ok", "latency": True}, None),
    ],
)
def test_latencies_are_in_milliseconds(name: str, item: Any, ms: float | None) -> None:
    """Whatever the unit and the notation."""
    assert read(json_answer({"checks": {name: item}})).components[name].latency_ms == ms


# -- warnings and notes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "given, told",
    [
        pytest.param(text("Degraded"), ["health should be ok, got Degraded"], id="the-whole"),
        pytest.param(
            json_answer(real.DRAFT_06), ["cpu:utilization should be ok, got warn"], id="a-part"
        ),
        pytest.param(
            json_answer(changed(real.CHARHUB, ("checks|queue", {"status": "down"}))),
            ["queue should be ok, got down"],
            id="a-part-that-nobody-promised",
        ),
        pytest.param(
            json_answer(changed(real.CHARHUB, ("checks|redis|status", "down"))), [], id="promised"
        ),
        pytest.param(
            json_answer({"status": "down", "checks": {"x": "warn"}}), [], id="told-elsewhere"
        ),
        pytest.param(json_answer({"status": "warn"}, status=503), [], id="told-by-its-code"),
        pytest.param(html("<p>"), [], id="unreadable"),
        pytest.param(json_answer(real.CHARHUB), [], id="well"),
    ],
)
def test_what_is_not_quite_well_is_told(given: Answer, told: list[str]) -> None:
    """Where nothing fails that was promised."""
    assert said(degradation_problems(read(given), frozenset({"redis"}))) == told


@pytest.mark.parametrize(
    "given, told",
    [
        pytest.param(
            answer(b'\xef\xbb\xbf{"status":"ok"}'),
            ["body should be without a byte order mark, got one"],
            id="byte-order-mark",
        ),
        pytest.param(
            answer(b'{"status":"ok","motd":"\xe9"}'),
            ["body should be UTF-8, got bytes that are not"],
            id="latin-1",
        ),
        pytest.param(
            answer('{"status":"ok"}', kind="text/html"),
            ["content type should be application/json, got text/html"],
            id="json-that-says-html",
        ),
        pytest.param(answer('{"status":"ok"}', kind="application/health+json"), [], id="health"),
        pytest.param(answer('{"status":"ok"}'), [], id="no-type"),
        pytest.param(text("ok"), [], id="text"),
        pytest.param(html(real.RAILS.format("green")), [], id="page"),
    ],
)
def test_how_it_is_written_is_noted_and_fails_nothing(given: Answer, told: list[str]) -> None:
    """It can be read all the same."""
    assert said(read(given).notes) == told
    assert problems(given) == []


# -- freshness -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body, told",
    [
        pytest.param(real.SPATIE, [], id="spatie"),
        pytest.param(real.AIRFLOW, [], id="airflow"),
        pytest.param(real.VAULT, [], id="vault"),
        pytest.param(real.GITEA, [], id="gitea"),
        pytest.param(
            changed(real.SPATIE, ("finishedAt", 1770980400)),
            ["timestamp should be within 60 s of now, got 1770980400, 3600 s away from now"],
            id="stored-results-are-old",
        ),
        pytest.param(
            changed(real.AIRFLOW, ("scheduler|latest_scheduler_heartbeat", "2026-02-13T11:00:00Z")),
            [
                "heartbeat of scheduler should be within 60 s of now, "
                "got 2026-02-13T11:00:00Z, 3600 s away from now"
            ],
            id="no-heartbeat-for-an-hour",
        ),
        pytest.param(
            changed(
                real.GITEA,
                ("checks|database:ping|0|time", "2026-02-13T11:00:00Z"),
                ("checks|cache:ping|0|time", "2026-02-13T10:00:00Z"),
            ),
            [
                "timestamp should be within 60 s of now, "
                "got 2026-02-13T11:00:00Z, 3600 s away from now"
            ],
            id="all-checks-are-old",
        ),
        pytest.param(
            changed(real.GITEA, ("checks|database:ping|0|time", "2026-02-13T11:00:00Z")),
            [],
            id="one-check-is-old",
        ),
        pytest.param(real.ABLY, ["timestamp should be in the body, got none"], id="no-time-at-all"),
    ],
)
def test_each_family_says_in_its_own_way_when(body: dict[str, Any], told: list[str]) -> None:
    """The answer's time, the newest of its checks, and each heartbeat."""
    given = json_answer(body)
    assert said(freshness_problems(given, read(given), 60)) == told


def test_identity_of_the_answer() -> None:
    """Whose it is, and for how long it has been running."""
    health = read(json_answer(real.CHARHUB_NOW | {"serviceId": "charhub"}))
    assert (health.service, health.uptime_s) == ("charhub", 24.86)

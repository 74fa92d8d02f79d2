"""What health libraries and frameworks answer, well and broken, and what a reader makes of it."""

from tests.reading.health_judged import bad, good, text, warned

AT = "2026-02-13T12:00:00Z"
_REFUSED = "connect ECONNREFUSED 10.0.3.7:6379"

JVM = (
    good(
        "spring-groups",
        {"status": "UP", "groups": ["liveness", "readiness"]},
    ),
    good(
        "spring-nested",
        {
            "status": "UP",
            "components": {
                "discoveryComposite": {
                    "status": "UNKNOWN",
                    "description": "Discovery Client not initialized",
                    "components": {"eureka": {"status": "UNKNOWN"}},
                },
                "db": {
                    "status": "UP",
                    "components": {"main": {"status": "UP"}, "copy": {"status": "UP"}},
                },
                "ping": {"status": "UP"},
            },
        },
        "db/main",
        "ping",
    ),
    bad(
        "spring-nested",
        {
            "status": "DOWN",
            "components": {
                "db": {
                    "status": "DOWN",
                    "components": {
                        "main": {"status": "UP"},
                        "copy": {"status": "DOWN", "details": {"error": "no pool"}},
                    },
                },
                "ping": {"status": "UP"},
            },
        },
        503,
        "db/copy is DOWN (no pool)",
    ),
    good("spring-status-object", {"status": {"code": "UP", "description": ""}}),
    bad(
        "spring-status-object",
        {"status": {"code": "DOWN", "description": "no pool"}},
        503,
        "no pool",
    ),
    bad(
        "spring-error-page",
        {"timestamp": AT, "status": 500, "error": "Internal Server Error", "path": "/health"},
        500,
        "Internal Server Error",
    ),
    good(
        "micronaut",
        {
            "name": "shop",
            "status": "UP",
            "details": {
                "compositeDiscoveryClient()": {"name": "shop", "status": "UP"},
                "jdbc": {"name": "shop", "status": "UP", "details": {"x": {"status": "UP"}}},
            },
        },
        "jdbc",
    ),
    good(
        "dropwizard",
        {
            "deadlocks": {"healthy": True, "duration": 0, "timestamp": AT},
            "hibernate": {"healthy": True, "message": "ok", "duration": 2, "timestamp": AT},
        },
        "deadlocks",
        "hibernate",
    ),
    bad(
        "dropwizard",
        {
            "deadlocks": {"healthy": True, "duration": 0},
            "hibernate": {
                "healthy": False,
                "message": "no connection",
                "error": {"type": "java.sql.SQLException", "message": "no connection"},
            },
        },
        500,
        "hibernate is false (no connection)",
    ),
    good(
        "vertx",
        {"status": "UP", "checks": [{"id": "db", "status": "UP"}], "outcome": "UP"},
        "db",
    ),
    bad(
        "vertx",
        {
            "status": "DOWN",
            "checks": [{"id": "db", "status": "DOWN", "data": {"cause": "refused"}}],
            "outcome": "DOWN",
        },
        503,
        "db is DOWN",
    ),
    good(
        "helidon",
        {
            "outcome": "UP",
            "status": "UP",
            "checks": [{"name": "deadlock", "state": "UP", "status": "UP"}],
        },
        "deadlock",
    ),
    bad("akka", text("Not Healthy"), 500, "Not Healthy"),
    good("zipkin", {"status": "UP", "zipkin": {"status": "UP", "details": {}}}, "zipkin"),
)
DOTNET = (
    good("aspnet-text", text("Healthy")),
    warned("aspnet-text", text("Degraded"), "Degraded"),
    bad("aspnet-text", text("Unhealthy"), 503, "503"),
    good(
        "aspnet-pascal",
        {
            "Status": "Healthy",
            "TotalDuration": "00:00:00.1",
            "Entries": {"Database": {"Data": {}, "Status": "Healthy", "Tags": []}},
        },
        "Database",
    ),
    bad(
        "aspnet-pascal",
        {
            "Status": "Unhealthy",
            "TotalDuration": "00:00:00.1",
            "Entries": {"Database": {"Description": "no route", "Status": "Unhealthy"}},
        },
        503,
        "Database is Unhealthy (no route)",
    ),
    good(
        "aspnet-enum-as-number",
        {
            "entries": {"db": {"data": {}, "status": 2, "tags": []}},
            "status": 2,
            "totalDuration": "00:00:00.1",
        },
        "db",
    ),
    bad(
        "aspnet-enum-as-number",
        {"entries": {"db": {"status": 0}, "mq": {"status": 2}}, "status": 0},
        503,
        "db is Unhealthy",
    ),
    warned(
        "aspnet-enum-as-number",
        {"entries": {"db": {"status": 1}, "mq": {"status": 2}}, "status": 1},
        "db",
    ),
    good(
        "aspnet-results-of-the-manual",
        {"status": "Healthy", "results": {"db": {"status": "Healthy", "description": None}}},
        "db",
    ),
    bad(
        "aspnet-results-of-the-manual",
        {"status": "Unhealthy", "results": {"db": {"status": "Unhealthy", "description": "x"}}},
        503,
        "db is Unhealthy (x)",
    ),
    good(
        "aspnet-entries-called-errors",
        {"status": "Healthy", "errors": [{"key": "self", "value": "Healthy"}]},
        "self",
    ),
    bad(
        "aspnet-entries-called-errors",
        {
            "status": "Unhealthy",
            "errors": [{"key": "self", "value": "Healthy"}, {"key": "db", "value": "Unhealthy"}],
        },
        503,
        "db is Unhealthy",
    ),
    good(
        "aspnet-components-in-a-list",
        {
            "status": "Healthy",
            "checks": [{"component": "db", "status": "Healthy", "description": None}],
            "duration": "00:00:00.02",
        },
        "db",
    ),
    good(
        "app-metrics",
        {"status": "Healthy", "healthy": {"db": "OK"}, "degraded": {}, "unhealthy": {}},
    ),
    bad(
        "app-metrics",
        {"status": "Unhealthy", "healthy": {"mq": "OK"}, "unhealthy": {"db": "refused"}},
        503,
        "db",
    ),
)
NODE = (
    bad(
        "terminus-200",
        {
            "status": "error",
            "info": {},
            "error": {"redis": {"status": "down", "message": _REFUSED}},
            "details": {"redis": {"status": "down", "message": _REFUSED}},
        },
        200,
        f"redis is down ({_REFUSED})",
    ),
    bad(
        "terminus-exception",
        {"statusCode": 503, "message": "Service Unavailable Exception"},
        503,
        "Service Unavailable",
    ),
    good("lightship", text("SERVER_IS_READY")),
    good("lightship-live", text("SERVER_IS_NOT_SHUTTING_DOWN")),
    bad("lightship", text("SERVER_IS_NOT_READY"), 500, "500"),
    bad("lightship-live", text("SERVER_IS_SHUTTING_DOWN"), 500, "500"),
    good(
        "cloud-health-connect",
        {"status": "UP", "checks": [{"name": "db", "state": "UP", "data": {"reason": ""}}]},
        "db",
    ),
    bad(
        "cloud-health-connect",
        {"status": "DOWN", "checks": [{"name": "db", "state": "DOWN", "data": {"reason": "x"}}]},
        503,
        "db is DOWN",
    ),
    good("hmcts", {"status": "UP", "db": {"status": "UP"}, "buildInfo": {"version": "1"}}, "db"),
    bad("hmcts", {"status": "DOWN", "db": {"status": "DOWN"}, "buildInfo": {}}, 503, "db is DOWN"),
    good(
        "express-by-hand",
        {"status": "ok", "database": "connected", "uptime": 5.5, "env": "production"},
    ),
    warned("express-by-hand", {"status": "ok", "database": "disconnected"}, "database"),
    bad(
        "express-by-hand",
        {"status": "error", "database": "disconnected", "redis": "connected"},
        503,
        "database is disconnected",
    ),
    bad("express-message", {"status": "error", "message": _REFUSED}, 503, _REFUSED),
    good("word-by-word", {"database": "ok", "redis": "connected", "version": "1.2.3"}, "redis"),
    bad(
        "word-by-word",
        {"database": "disconnected", "redis": "ok", "version": "1.2.3"},
        200,
        "the component database says disconnected",
    ),
    bad("errors-by-name", {"status": "error", "errors": {"mongo": _REFUSED}}, 503, "mongo"),
    bad("failures-in-a-list", {"status": "unhealthy", "failures": ["database"]}, 503, "database"),
    bad("errors-in-a-list", {"status": "error", "errors": ["redis: timed out"]}, 503, "redis"),
    bad(
        "errors-in-free-text",
        {"status": "error", "errors": ["cannot reach the database"]},
        503,
        "cannot reach the database",
    ),
    bad("text-503", text(f"Redis: {_REFUSED}"), 503, _REFUSED),
    bad("sentence-503", text("Database connection failed"), 503, "Database connection failed"),
    warned(
        "nested-words",
        {"status": "connected", "databases": {"postgres": "connected", "attest": "offline"}},
        "attest",
    ),
    good("nested-settings", {"status": "ok", "flags": {"debug": "false", "tls": "true"}}),
    bad(
        "fh-health",
        {"status": "crit", "summary": "A critical test item failed.", "details": [{"x": 1}]},
        200,
        "A critical test item failed.",
    ),
    warned(
        "failed-checks",
        {
            "status": "degraded",
            "checks": {"db": {"status": "ok"}, "redis": {"status": "error", "error": "refused"}},
            "failedChecks": ["redis"],
        },
        "redis should be ok, got error (refused)",
    ),
    warned("nested-flag", {"status": "ok", "db": {"connected": False}}, "db"),
    good("nested-flag", {"status": "ok", "db": {"connected": True}}, "db"),
    good("settings-beside", {"status": "ok", "debug": False, "maintenance": False, "tls": "false"}),
    good("no-errors", {"status": "ok", "errors": [], "failures": {}, "error": None}),
    good("counted-failures", {"status": "ok", "failures": {"db": 0}, "errors": 0}),
)
PYTHON = (
    bad(
        "django-health-check",
        {"DatabaseBackend": "working", "CacheBackend": "unavailable: Cache key does not match"},
        500,
        "CacheBackend is unavailable",
    ),
    good(
        "watchman",
        {
            "caches": [{"default": {"ok": True}}],
            "databases": [{"default": {"ok": True}}],
            "storage": {"ok": True},
        },
        "caches/default",
        "databases/default",
        "storage",
    ),
    bad(
        "watchman",
        {
            "caches": [{"default": {"ok": True}}],
            "databases": [{"default": {"ok": False, "error": "refused", "stacktrace": "..."}}],
        },
        500,
        "databases/default is false (refused)",
    ),
    bad(
        "watchman-200",
        {"databases": [{"default": {"ok": False, "error": "refused"}}]},
        200,
        "the component databases/default says false (refused)",
    ),
    good(
        "py-healthcheck",
        {
            "hostname": "h",
            "status": "success",
            "timestamp": 1770984000.1,
            "results": [{"checker": "redis_available", "output": "redis ok", "passed": True}],
        },
        "redis_available",
    ),
    bad(
        "py-healthcheck",
        {
            "hostname": "h",
            "status": "failure",
            "results": [{"checker": "redis_available", "output": "refused", "passed": False}],
        },
        500,
        "redis_available is false (refused)",
    ),
    good(
        "fastapi-healthcheck",
        {
            "status": "Healthy",
            "totalTimeTaken": "0:00:00.004",
            "entities": [{"alias": "db", "status": "Healthy", "timeTaken": "0:00:00.004"}],
        },
        "db",
    ),
    bad(
        "fastapi-healthcheck",
        {"status": "Unhealthy", "entities": [{"alias": "db", "status": "Unhealthy"}]},
        500,
        "db is Unhealthy",
    ),
    good("fastapi-health", {"is_database_online": True, "is_cache_online": True}),
    bad(
        "fastapi-health",
        {"is_database_online": False, "is_cache_online": True},
        503,
        "is_database_online is false",
    ),
    good(
        "dockerflow",
        {"status": "ok", "checks": {"check_database": "ok"}, "details": {}},
        "check_database",
    ),
    bad(
        "dockerflow",
        {
            "status": "error",
            "checks": {"check_database": "error"},
            "details": {"check_database": {"status": "error", "level": 40}},
        },
        500,
        "check_database is error",
    ),
    bad("fastapi-detail", {"detail": "database is unreachable"}, 503, "database is unreachable"),
)

"""What libraries of Ruby, PHP and Go answer, well and broken, and what a reader makes of it."""

from tests.reading.health_judged import bad, good, page, text, warned

AT = "2026-02-13T12:00:00Z"

RUBY_AND_PHP = (
    good("rails-up", page('<html><body style="background-color: green"></body></html>')),
    bad("rails-up", page('<html><body style="background-color: red"></body></html>'), 500, "500"),
    good(
        "okcomputer",
        {
            "default": {"message": "Application is running", "success": True, "time": 1.2e-05},
            "database": {"message": "Schema version: 2026", "success": True, "time": 0.002},
        },
        "database",
    ),
    bad(
        "okcomputer",
        {
            "default": {"message": "Application is running", "success": True, "time": 1.2e-05},
            "database": {"message": "Error: refused", "success": False, "time": 0.002},
        },
        500,
        "database is false (Error: refused)",
    ),
    good(
        "okcomputer-text",
        text(
            "Default Collection\n  default: PASSED Application is running (0.000s)\n"
            "  database: PASSED Schema version: 2 (0.001s)"
        ),
        "database",
    ),
    bad(
        "okcomputer-text",
        text(
            "Default Collection\n  default: PASSED Application is running (0.000s)\n"
            "  database: FAILED Error: 'refused' (0.001s)"
        ),
        500,
        "database is FAILED Error: 'refused' (0.001s)",
    ),
    warned(
        "okcomputer-optional",
        text("Default Collection\n  db: PASSED x (0s)\n  mail: FAILED y (0s) (OPTIONAL)"),
        "mail",
    ),
    good("health-check-gem", {"healthy": True, "message": "success"}),
    bad(
        "health-check-gem",
        {"healthy": False, "message": "health_check failed: redis - refused"},
        500,
        "redis - refused",
    ),
    bad("health-check-gem-text", text("health_check failed: redis"), 500, "redis"),
    good(
        "health-monitor-rails",
        {"results": [{"name": "Database", "message": "", "status": "OK"}], "status": "ok"},
        "Database",
    ),
    bad(
        "health-monitor-rails",
        {
            "results": [{"name": "Redis", "message": "refused", "status": "ERROR"}],
            "status": "service_unavailable",
        },
        503,
        "Redis is ERROR (refused)",
    ),
    good("sidekiq-alive", text("Alive!")),
    good(
        "liip",
        {
            "checks": [
                {"checkName": "db", "message": "", "status": 0, "status_name": "check_result_ok"},
                {"checkName": "s", "message": "", "status": -1, "status_name": "check_result_skip"},
            ],
            "globalStatus": "OK",
        },
        "db",
    ),
    bad(
        "liip",
        {
            "checks": [
                {
                    "checkName": "db",
                    "message": "refused",
                    "status": 1,
                    "status_name": "check_result_critical",
                }
            ],
            "globalStatus": "KO",
        },
        502,
        "db is check_result_critical (refused)",
    ),
    good("ukfast", {"status": "OK", "database": {"status": "OK"}}, "database"),
    bad(
        "ukfast",
        {"status": "PROBLEM", "database": {"status": "PROBLEM", "message": "refused"}},
        500,
        "database is PROBLEM (refused)",
    ),
    bad(
        "spatie",
        {
            "finishedAt": 1770984000,
            "status": "failing",
            "checkResults": [
                {"name": "Redis", "status": "failed", "notificationMessage": "refused"}
            ],
        },
        200,
        "Redis is failed (refused)",
    ),
)
GO = (
    good("heptiolabs", {"goroutines": "OK", "dns": "OK"}, "dns"),
    bad(
        "heptiolabs",
        {"goroutines": "OK", "dns": "lookup db: no such host"},
        503,
        "dns is lookup db: no such host",
    ),
    good("heptiolabs-short", {}),
    good(
        "hellofresh",
        {
            "status": "OK",
            "timestamp": AT,
            "system": {"version": "go1.22", "goroutines_count": 4},
            "component": {"name": "shop", "version": "v1.0"},
        },
    ),
    bad(
        "hellofresh",
        {"status": "Unavailable", "timestamp": AT, "failures": {"rabbitmq": "no check"}},
        503,
        "rabbitmq",
    ),
    warned(
        "hellofresh",
        {"status": "Partially Available", "failures": {"mail": "refused"}},
        "mail",
    ),
    bad(
        "hellofresh-timeout",
        {"status": "Timeout", "failures": {"mysql": "Timeout during health check"}},
        503,
        "mysql",
    ),
    good(
        "invision",
        {"status": "ok", "details": {"db": {"name": "db", "status": "ok", "check_time": AT}}},
        "db",
    ),
    bad(
        "invision",
        {
            "status": "failed",
            "details": {"db": {"name": "db", "status": "failed", "err": "refused"}},
        },
        500,
        "db is failed (refused)",
    ),
    good("sundheit", {"http": "PASS", "db": "PASS"}, "db"),
    bad("sundheit", {"http": "PASS", "db": "FAIL"}, 503, "db is FAIL"),
    bad(
        "etherlabs",
        {"status": "Service Unavailable", "errors": {"database": "refused"}},
        503,
        "database",
    ),
    bad("gocloud", text("unhealthy"), 500, "500"),
    bad("ory", {"errors": {"database": "unable to connect"}}, 503, "database"),
    good(
        "ft",
        {"schemaVersion": 1, "checks": [{"id": "a", "name": "db", "ok": True, "severity": 2}]},
        "db",
    ),
    bad(
        "ft",
        {"schemaVersion": 1, "checks": [{"name": "db", "ok": False, "checkOutput": "refused"}]},
        200,
        "the component db says false (refused)",
    ),
    good("plug-checkup", [{"name": "DB", "healthy": True, "time": 5, "error": None}], "DB"),
    bad(
        "plug-checkup",
        [{"name": "DB", "healthy": False, "time": 5, "error": "refused"}],
        500,
        "DB is false (refused)",
    ),
)

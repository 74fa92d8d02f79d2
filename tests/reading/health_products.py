"""What well-known servers answer, well and broken, and what a reader makes of it."""

from typing import Any

from tests.reading.health_judged import bad, good, page, text, warned

AT = "2026-02-13T12:00:00Z"
_CONSUL: dict[str, Any] = {"Node": "a", "CheckID": "service:db", "Name": "db", "Status": "passing"}
_TF: dict[str, Any] = {"version": "9", "state": "AVAILABLE", "status": {"error_code": "OK"}}

OBSERVABILITY = (
    good("prometheus", text("Prometheus Server is Healthy.\n")),
    good("prometheus-ready", text("Prometheus Server is Ready.\n")),
    bad("prometheus", text("Service Unavailable"), 503, "503"),
    good("loki", text("ready\n")),
    bad(
        "loki",
        text("Ingester not ready: waiting for 15s after being ready\n"),
        503,
        "Ingester not ready",
    ),
    good("jaeger", {"status": "Server available", "upSince": AT, "uptime": "3h"}),
    bad("jaeger", {"status": "Server not available", "upSince": AT}, 503, "503"),
    good("grafana", {"database": "ok", "version": "11.0.0", "commit": "5b85c4c2"}, "database"),
    bad("grafana", {"database": "failing"}, 503, "database is failing"),
    good("elasticsearch", {"cluster_name": "x", "status": "green", "timed_out": False}),
    good(
        "elasticsearch-report",
        {
            "status": "green",
            "cluster_name": "x",
            "indicators": {"disk": {"status": "green", "symptom": "The cluster has space."}},
        },
        "disk",
    ),
    bad(
        "elasticsearch-report",
        {
            "status": "red",
            "cluster_name": "x",
            "indicators": {"disk": {"status": "red", "symptom": "2 nodes are out of disk"}},
        },
        200,
        "disk is red",
    ),
    good(
        "kibana",
        {
            "name": "kibana",
            "version": {"number": "8.13.0"},
            "status": {
                "overall": {"level": "available", "summary": "All services are available"},
                "core": {"elasticsearch": {"level": "available", "summary": "connected"}},
                "plugins": {},
            },
        },
    ),
    bad(
        "kibana",
        {
            "name": "kibana",
            "status": {"overall": {"level": "critical", "summary": "elasticsearch is down"}},
        },
        503,
        "critical",
    ),
    good("uptime", {"status": "ok", "problems": []}),
    good("sentry", {"problems": [], "healthy": {"CeleryAliveCheck": True}}, "CeleryAliveCheck"),
    bad(
        "sentry",
        {
            "problems": [
                {"message": "Background workers haven't checked in", "severity": "critical"}
            ],
            "healthy": {"CeleryAliveCheck": False},
        },
        500,
        "CeleryAliveCheck is false",
    ),
)
PROXIES = (
    good("envoy", text("LIVE\n")),
    bad("envoy", text("PRE_INITIALIZING\n"), 503, "503"),
    good("traefik", text("OK")),
    good("haproxy", page("<html><body><h1>200 OK</h1>\nService ready.\n</body></html>\n")),
    bad(
        "haproxy",
        page(
            "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this "
            "request.\n</body></html>\n"
        ),
        503,
        "503 Service Unavailable",
    ),
    bad("spa-in-its-place", page("<html><body><h1>Shop</h1><p>ok</p></body></html>"), 200, "HTML"),
    good("kong", {"database": {"reachable": True}, "memory": {"workers_lua_vms": []}}, "database"),
    bad("kong", {"database": {"reachable": False}, "memory": {}}, 200, "database says false"),
    good("krakend", {"status": "ok", "agents": {}, "now": AT}),
    good(
        "tyk",
        {"status": "pass", "version": "v5", "details": {"redis": {"status": "pass", "time": AT}}},
        "redis",
    ),
    bad(
        "tyk",
        {"status": "fail", "details": {"redis": {"status": "fail", "output": "refused"}}},
        503,
        "redis is fail (refused)",
    ),
    good("imgproxy", text("imgproxy is running")),
)
CLUSTERS = (
    good("consul-leader", "10.0.0.2:8300"),
    good("consul-leader-ipv6", "[fd00::2]:8300"),
    bad("consul-leader", "", 200, "known word"),
    good("consul-checks", [_CONSUL], "db"),
    bad(
        "consul-checks",
        [_CONSUL | {"Status": "critical", "Output": "refused"}],
        200,
        "the component db says critical (refused)",
    ),
    good("consul-service", {"AggregatedStatus": "passing", "Service": {}, "Checks": [_CONSUL]}),
    bad(
        "consul-service",
        {"AggregatedStatus": "critical", "Checks": [_CONSUL | {"Status": "critical"}]},
        503,
        "db is critical",
    ),
    good(
        "nomad",
        {"client": {"message": "ok", "ok": True}, "server": {"message": "ok", "ok": True}},
        "client",
    ),
    bad(
        "nomad",
        {"client": {"message": "ok", "ok": True}, "server": {"message": "no leader", "ok": False}},
        500,
        "server is false (no leader)",
    ),
    good("vault", {"initialized": True, "sealed": False, "standby": False}),
    bad("vault", {"initialized": True, "sealed": True, "standby": True}, 503, "503"),
    good("etcd", {"health": "true", "reason": ""}),
    bad("etcd", {"health": "false", "reason": "RAFT NO LEADER"}, 503, "RAFT NO LEADER"),
    good("kubernetes", text("[+]ping ok\n[+]etcd ok\nhealthz check passed\n"), "etcd"),
    bad(
        "kubernetes",
        text("[+]ping ok\n[-]etcd failed: reason withheld\nhealthz check failed\n"),
        500,
        "etcd is failed",
    ),
    good(
        "harbor",
        {"status": "healthy", "components": [{"name": "database", "status": "healthy"}]},
        "database",
    ),
    bad(
        "harbor",
        {
            "status": "unhealthy",
            "components": [{"name": "redis", "status": "unhealthy", "error": "refused"}],
        },
        200,
        "redis is unhealthy (refused)",
    ),
    good(
        "kafka-connect",
        {
            "name": "sink",
            "connector": {"state": "RUNNING", "worker_id": "a"},
            "tasks": [{"id": 0, "state": "RUNNING", "worker_id": "a"}],
            "type": "sink",
        },
        "connector",
        "tasks",
    ),
    bad(
        "kafka-connect",
        {
            "name": "sink",
            "connector": {"state": "RUNNING"},
            "tasks": [{"id": 0, "state": "FAILED", "trace": "..."}],
        },
        200,
        "tasks says FAILED",
    ),
    good("emqx", text("Node emqx@127.0.0.1 is started\nemqx is running")),
    bad("emqx", text("Node emqx@127.0.0.1 is stopped\nemqx is not_running"), 503, "stopped"),
    good("nats", {"status": "ok"}),
    bad("nats", {"status": "unavailable", "error": "JetStream is down"}, 503, "JetStream is down"),
    bad("nsq", text("NOK - diskqueue"), 500, "diskqueue"),
    good("zookeeper", {"command": "ruok", "error": None}),
    good("trino", {"environment": "production", "coordinator": True, "starting": False}),
    bad(
        "trino",
        {"environment": "production", "coordinator": True, "starting": True},
        200,
        "starting",
    ),
)
STORES = (
    good("clickhouse", text("Ok.\n")),
    bad(
        "clickhouse-replicas",
        text("db.t: Absolute delay: 22. Relative delay: 22.\n"),
        503,
        "Absolute delay",
    ),
    good("couchdb", {"status": "ok", "seeds": {}}),
    good("rabbitmq", {"status": "ok"}),
    bad("rabbitmq", {"status": "failed", "reason": "memory alarm"}, 503, "memory alarm"),
    good(
        "influxdb",
        {"name": "influxdb", "message": "ready for queries", "status": "pass", "checks": []},
    ),
    bad(
        "influxdb",
        {
            "name": "influxdb",
            "status": "fail",
            "checks": [{"name": "query", "status": "fail", "message": "no disk"}],
        },
        503,
        "query is fail (no disk)",
    ),
    good("questdb", text("Status: Healthy\n")),
    good("minio", text("")),
    bad("minio", text(""), 503, "503"),
    good("meilisearch", {"status": "available"}),
    good("typesense", {"ok": True}),
    bad("typesense", {"ok": False, "resource_error": "OUT_OF_DISK"}, 503, "OUT_OF_DISK"),
    good("qdrant", text("healthz check passed")),
    bad(
        "milvus",
        {"state": "component rootcoord state is Initializing", "reason": "not healthy"},
        500,
        "rootcoord",
    ),
    good("cockroachdb", {}),
    bad("cockroachdb", {"error": "node is not healthy", "code": 14}, 503, "node is not healthy"),
    good("druid", True),
    good("pocketbase", {"code": 200, "message": "API is healthy.", "data": {"canBackup": False}}),
)
MODELS = (
    good("ollama", text("Ollama is running")),
    good("vllm", text("")),
    bad("tgi", {"error": "unhealthy", "error_type": "healthcheck"}, 503, "503"),
    good("litellm-liveliness", "I'm alive!"),
    good("litellm", {"status": "healthy", "db": "connected", "cache": None}),
    warned("litellm-without-a-database", {"status": "healthy", "db": "Not connected"}, "db"),
    bad("litellm", {"status": "healthy", "db": "disconnected"}, 503, "db is disconnected"),
    good("langfuse", {"status": "OK", "version": "3.1.0"}),
    good("tf-serving", {"model_version_status": [_TF]}),
    bad(
        "tf-serving",
        {
            "model_version_status": [
                {
                    "version": "9",
                    "state": "END",
                    "status": {"error_code": "NOT_FOUND", "error_message": "no servable"},
                }
            ]
        },
        200,
        "model_version_status",
        "no servable",
    ),
)
APPLICATIONS = (
    good("bitwarden", "2026-02-13T12:00:00.123456Z"),
    good("gitea", {"status": "pass", "checks": {"cache:ping": [{"status": "pass"}]}}, "cache:ping"),
    good("gitlab", {"status": "ok", "db_check": [{"status": "ok"}]}, "db_check"),
    bad(
        "gitlab",
        {"status": "failed", "db_check": [{"status": "failed", "message": "refused"}]},
        503,
        "db_check is failed (refused)",
    ),
    good("gotify", {"health": "green", "database": "green"}),
    bad("gotify", {"health": "orange", "database": "red"}, 500, "database is red"),
    good("hasura", text("OK")),
    warned("hasura", text("WARN: inconsistent objects in schema"), "inconsistent"),
    bad("hasura", text("ERROR: inconsistent objects in schema"), 500, "inconsistent"),
    good("home-assistant", {"message": "API running."}),
    good("immich", {"res": "pong"}),
    good("jellyfin", text("Healthy")),
    good(
        "mattermost",
        {"ActiveSearchBackend": "database", "database_status": "OK", "status": "OK"},
    ),
    bad(
        "mattermost",
        {"database_status": "UNHEALTHY", "filestore_status": "OK", "status": "UNHEALTHY"},
        500,
        "database_status is UNHEALTHY",
    ),
    good("metabase", {"status": "ok"}),
    bad("metabase", {"status": "initializing", "progress": 0.3}, 503, "503"),
    good(
        "nextcloud",
        {
            "installed": True,
            "maintenance": False,
            "needsDbUpgrade": False,
            "version": "29.0.0.19",
            "versionstring": "29.0.0",
            "edition": "",
            "productname": "Nextcloud",
            "extendedSupport": False,
        },
    ),
    bad(
        "nextcloud",
        {"installed": True, "maintenance": True, "needsDbUpgrade": False, "version": "29.0.0.19"},
        200,
        "maintenance",
    ),
    good("odoo", {"status": "pass", "db_server_status": True}),
    good("plausible", {"clickhouse": "ok", "postgres": "ok", "sites_cache": "ok"}, "postgres"),
    bad("plausible", {"clickhouse": "ok", "postgres": "error"}, 500, "postgres is error"),
    good("posthog", {"http": True, "postgres": True}, "postgres"),
    bad("posthog", {"http": True, "postgres": False}, 503, "postgres is false"),
    good("prefect", True),
    good("redash", text("PONG.")),
    good("sonarqube", {"health": "GREEN", "causes": []}),
    good("sonarqube-status", {"id": "2026", "version": "10.5", "status": "UP"}),
    bad(
        "sonarqube",
        {"health": "RED", "causes": [{"message": "Application node is down"}]},
        200,
        "Application node is down",
    ),
    warned("supabase-auth", {"version": "v2.150", "name": "GoTrue", "description": "x"}, "version"),
    bad(
        "teleport",
        {"status": "teleport is starting and hasn't joined the cluster yet"},
        503,
        "hasn't joined",
    ),
    good("unleash", {"health": "GOOD"}),
    good("wikijs", {"ok": True}),
    good("zulip", {"result": "success", "msg": ""}),
    bad("zulip", {"result": "error", "msg": "no database"}, 500, "no database"),
    good("canvas", {"status": "canvas ok"}),
    good(
        "artifactory",
        {
            "router": {"node_id": "a", "state": "HEALTHY", "message": "OK"},
            "services": [{"service_id": "jfrt@1", "state": "HEALTHY", "message": "OK"}],
        },
        "jfrt@1",
    ),
)

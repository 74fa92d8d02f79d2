"""What real applications answer when they are well and when they are not (contracts.md 2.1)."""

import json
from typing import Any

AT = "2026-02-13T12:00:00Z"

DRAFT_06 = {
    "status": "pass",
    "version": "1",
    "releaseId": "1.2.2",
    "serviceId": "f03e522f-1f44-4062-9b55-9587f91c9c41",
    "checks": {
        "cassandra:responseTime": [
            {
                "componentType": "datastore",
                "observedValue": 250,
                "observedUnit": "ms",
                "status": "pass",
                "time": AT,
            }
        ],
        "cpu:utilization": [{"node": 1, "status": "warn"}, {"node": 2, "status": "warn"}],
    },
}
ETHERPAD = {"status": "pass", "releaseId": "1.9.7"}
GITEA = {
    "status": "pass",
    "description": "Gitea: Git with a cup of tea",
    "checks": {
        "database:ping": [{"status": "pass", "time": AT}],
        "cache:ping": [{"status": "pass", "time": AT}],
    },
}
DIRECTUS = {
    "status": "ok",
    "releaseId": "11.0.0",
    "serviceId": "directus",
    "checks": {
        "pg:responseTime": [
            {
                "status": "ok",
                "componentType": "datastore",
                "observedValue": 2.1,
                "observedUnit": "ms",
                "threshold": 150,
            }
        ],
        "pg:connectionsUsed": [{"status": "ok", "observedValue": 3}],
        "storage:local:responseTime": [
            {"status": "ok", "observedValue": 0.002, "observedUnit": "s"}
        ],
        "email:connection": [{"status": "ok"}],
    },
}
SPRING = {
    "status": "UP",
    "components": {
        "broker": {"status": "UP", "components": {"us1": {"status": "UP", "details": {"v": "1"}}}},
        "db": {"status": "UP", "details": {"database": "H2", "validationQuery": "isValid()"}},
        "elasticsearch": {"status": "UP", "details": {"status": "yellow"}},
        "diskSpace": {"status": "UP", "details": {"total": 5, "free": 3, "exists": True}},
    },
}
SPRING_2_0 = {
    "status": "UP",
    "details": {
        "db": {"status": "UP", "details": {"primary": {"status": "UP"}, "copy": {"status": "UP"}}},
        "diskSpace": {"status": "UP", "details": {"free": 3}},
    },
}
SPRING_1 = {"status": "UP", "db": {"status": "UP", "database": "H2"}, "disk": {"status": "UP"}}
MICROPROFILE = {
    "status": "UP",
    "checks": [
        {"name": "firstCheck", "status": "UP", "data": {"key": "value"}},
        {"name": "secondCheck", "status": "UP"},
    ],
}
KEYCLOAK_DATABASE = "Keycloak database connections health check"
KEYCLOAK = {"status": "UP", "checks": [{"name": KEYCLOAK_DATABASE, "status": "UP"}]}
XABARIL = {
    "status": "Healthy",
    "totalDuration": "00:00:00.0123456",
    "entries": {
        "npgsql": {"data": {}, "duration": "00:00:00.0040000", "status": "Healthy", "tags": []}
    },
}
TERMINUS = {
    "status": "ok",
    "info": {"database": {"status": "up"}, "redis": {"status": "up"}},
    "error": {},
    "details": {"database": {"status": "up"}, "redis": {"status": "up"}},
}
GO = {
    "status": "up",
    "details": {
        "database": {"status": "up", "timestamp": "2021-07-01T08:05:14.6Z"},
        "search": {"status": "up", "timestamp": "2021-07-01T08:05:15.6Z"},
    },
}
AIRFLOW: dict[str, Any] = {
    "metadatabase": {"status": "healthy"},
    "scheduler": {"status": "healthy", "latest_scheduler_heartbeat": AT},
    "triggerer": {"status": None, "latest_triggerer_heartbeat": None},
    "dag_processor": {"status": None, "latest_dag_processor_heartbeat": None},
}
ABLY = {"postgres": {"status": "up"}, "ably": {"status": "up"}}
K8S = "[+]ping ok\n[+]log ok\n[+]etcd excluded: ok\nreadyz check passed\n"
K8S_BAD = "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n"
DJANGO_3 = {"DatabaseBackend": "working", "CacheBackend": "working"}
DJANGO_4 = {"Database(alias='default')": "OK", "Cache(alias='default')": "OK"}
DJANGO_4_TEXT = "Database(alias='default'): OK\nCache(alias='default'): OK\n"
SPATIE: dict[str, Any] = {
    "finishedAt": 1770984000,
    "status": "ok",
    "failingChecks": "",
    "checkResults": [
        {
            "name": "Redis",
            "label": "Redis",
            "notificationMessage": "",
            "shortSummary": "Ok",
            "status": "ok",
            "meta": [],
        },
        {"name": "Disk", "label": "Disk", "shortSummary": "", "status": "skipped", "meta": []},
    ],
}
RAILS = '<!DOCTYPE html><html><body style="background-color: {}"></body></html>'
LARAVEL = (
    '<!DOCTYPE html><html lang="en"><head><title>Shop</title>'
    '<script src="https://cdn.tailwindcss.com"></script></head><body class="antialiased">'
    '<div class="flex"><span class="bg-green-400"></span><h2 class="text-xl">Application {}</h2>'
    "<p>HTTP request received. Response rendered in 7ms.</p></div></body></html>"
)
GRAFANA = {"database": "ok", "version": "7.4.0", "commit": "59906ab1bf"}
ELASTICSEARCH = {
    "cluster_name": "search",
    "status": "green",
    "timed_out": False,
    "number_of_nodes": 1,
    "unassigned_shards": 0,
}
GITLAB = {
    "status": "ok",
    "master_check": [{"status": "ok"}],
    "db_check": [{"status": "ok", "labels": {"shard": "default"}}],
}
VAULT = {
    "initialized": True,
    "sealed": False,
    "standby": False,
    "server_time_utc": 1770984000,
    "version": "0.9.2",
}
CHARHUB_NOW = {"status": "ok", "version": "v1", "timestamp": AT, "uptime": 24.86}
CHARHUB = {
    "status": "healthy",
    "timestamp": AT,
    "checks": {name: {"status": "ok"} for name in ("database", "redis", "r2", "llm")},
}


def changed(document: dict[str, Any], *changes: tuple[str, Any]) -> dict[str, Any]:
    """A copy in which some things are different."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    for path, value in changes:
        node: Any = copy
        *steps, last = path.split("|")
        for step in steps:
            node = node[int(step)] if isinstance(node, list) else node[step]
        node[int(last) if isinstance(node, list) else last] = value
    return copy

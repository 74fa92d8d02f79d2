"""A small deployment of the shape of CharHub's: docker-compose, an image a release, shared `.env`.

The image holds a static busybox, whose httpd serves a page, its script and a health that states
the release, which is baked into the image. Nothing but the image says which release answers.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

IMAGE = "charhub-backend"
PROJECT = "charhub"
HEALTH = "/cgi-bin/health"  # where busybox's httpd runs programs
_HEALTH = Path("site/cgi-bin/health")

_DOCKERFILE = """\
FROM scratch
COPY busybox /bin/busybox
{steps}COPY site /site
ARG RELEASE
ENV RELEASE=$RELEASE
ENTRYPOINT ["/bin/busybox"]
"""
# httpd as the first process of a container does not hear SIGTERM, so docker would wait 10 s
_COMPOSE = """\
version: "3.4"
services:
  backend:
    image: charhub-backend:${SMOKEGATE_RELEASE}
    build:
      context: .
      network: none
      args:
        RELEASE: ${SMOKEGATE_RELEASE}
    command: httpd -f -p 127.0.0.1:${CHARHUB_PORT} -h /site
    network_mode: host
    stop_signal: SIGKILL
"""
_SAYS = """\
#!/bin/busybox sh
printf 'Status: {status}\\r\\nContent-Type: application/json\\r\\n'
printf 'Cache-Control: no-store\\r\\n\\r\\n'
now=$(/bin/busybox date -u +%Y-%m-%dT%H:%M:%SZ)
printf '{{"status":"{overall}","release":"%s","timestamp":"%s",' "$RELEASE" "$now"
printf '"checks":{{"database":{{"status":"{database}"}}}}}}'
"""
_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<script defer src="/assets/app.js"></script></head>
<body><main><h1>{title}</h1></main></body>
</html>
"""
CONTRACT = f"""\
app = "CharHub"
[release]
json = "release"
[health]
path = "{HEALTH}"
max_age_s = 60
[health.components]
database = "critical"
[[pages]]
path = "/"
contains = ["CharHub"]
"""


def lay_out(repository: Path) -> None:
    """What no release changes: the binary, and that the health is a program."""
    shutil.copy(str(shutil.which("busybox")), repository / "busybox")
    health = repository / _HEALTH
    health.parent.mkdir(parents=True)
    health.touch(mode=0o755)


def release(
    *, database: str = "ok", title: str = "CharHub", steps: str = "", **replaced: str
) -> Mapping[str, str]:
    """The files of one, by their paths. steps: of its build. replaced: `dockerfile`, as a whole."""
    is_good = database == "ok"
    status, overall = ("200 OK", "healthy") if is_good else ("503 Unavailable", "unhealthy")
    return {
        ".dockerignore": ".git\n",
        "Dockerfile": replaced.get("dockerfile") or _DOCKERFILE.format(steps=steps),
        "docker-compose.yml": _COMPOSE,
        "site/index.html": _PAGE.format(title=title),
        "site/assets/app.js": "document.documentElement.dataset.ready = 'true';\n",
        str(_HEALTH): _SAYS.format(status=status, overall=overall, database=database),
    }

"""Writes what the containers share: certificates, configuration, the frontend.

`python -m examples.charhub.docker.prepare FOLDER`, with the variables of docker-compose.yml.
"""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from examples.charhub.build import HERE, built
from examples.charhub.parts.authority import Authority, Certificate
from examples.charhub.parts.template import filled

PORTS = {"edge": 8443, "http": 8080, "origin": 8081, "cache": 6081, "provider": 9443}


def prepare(folder: Path, said: Mapping[str, str]) -> None:
    """Fills an empty folder. said: the variables; PASSWORD, SECRET and RELEASE have to be there."""
    authority = Authority(folder)
    _redis(folder, authority.issue("redis", "redis"), authority.file, said["PASSWORD"])
    _provider(folder, authority.issue("provider", "provider.localhost"), said["SECRET"])
    _edge(folder, authority.issue("edge"))
    _site(folder, said["RELEASE"])


def _redis(folder: Path, shown: Certificate, authority: Path, password: str) -> None:
    lines = (
        "port 0",
        "tls-port 6379",
        f"tls-cert-file {shown.chain}",
        f"tls-key-file {shown.key}",
        f"tls-ca-cert-file {authority}",
        "tls-auth-clients no",
        f"requirepass {password}",
        "maxmemory-policy noeviction",
    )
    (folder / "redis.conf").write_text("\n".join(lines) + "\n", "utf-8")


def _provider(folder: Path, shown: Certificate, secret: str) -> None:
    own = f"https://localhost:{PORTS['edge']}/api/v1/oauth"
    clients = [
        {
            "client_id": f"charhub-{name}",
            "client_secret": secret,
            "redirect_uris": [f"{own}/{name}/callback"],
        }
        for name in ("google", "facebook")
    ]
    settings = {
        "issuer": f"https://provider.localhost:{PORTS['provider']}",
        "host": "::",
        "port": PORTS["provider"],
        "key": str(shown.key),
        "chain": str(shown.chain),
        "clients": clients,
    }
    (folder / "provider.json").write_text(json.dumps(settings), "utf-8")


def _edge(folder: Path, shown: Certificate) -> None:
    home = folder / "edge"
    (home / "rules").mkdir(parents=True)
    said = {
        "USER": "",
        "FOLDER": str(home),
        "SITE": str(folder / "site"),
        "HOST": "*",
        "HTTP_PORT": str(PORTS["http"]),
        "HTTPS_PORT": str(PORTS["edge"]),
        "AUTHORITY": f"localhost:{PORTS['edge']}",
        "ORIGIN_HOST": "*",
        "ORIGIN_PORT": str(PORTS["origin"]),
        "CHAIN": str(shown.chain),
        "KEY": str(shown.key),
        "CACHE": f"cache:{PORTS['cache']}",
        "REALTIME": "realtime:3000",
        "STORAGE": "storage:5555",
        "BUCKET": "charhub-media",
        "BACKENDS": "server backend-1:8000 max_fails=0;\nserver backend-2:8000 max_fails=0;",
    }
    (home / "nginx.conf").write_text(filled(HERE / "edge" / "nginx.conf", said), "utf-8")
    for rule in (HERE / "edge" / "rules").iterdir():
        (home / "rules" / rule.name).write_text(filled(rule, said), "utf-8")
    rules = filled(HERE / "edge" / "cache.vcl", said | {"ORIGIN_HOST": "edge"})
    (home / "cache.vcl").write_text(rules, "utf-8")


def _site(folder: Path, release: str) -> None:
    shutil.copytree(built("frontend") / "dist", folder / "site")
    page = folder / "site" / "index.html"
    page.write_text(page.read_text("utf-8").replace("@RELEASE@", release), "utf-8")


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), os.environ)

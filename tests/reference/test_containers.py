"""The containers should be described as the parts that run are."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from examples.charhub.backend.settings import settings_of
from examples.charhub.build import HERE
from examples.charhub.docker.prepare import PORTS, prepare

_HOSTS = re.compile(r"\b(cache|realtime|storage|backend-[12])(?=:[0-9])")
_OPTIONAL = {"CHARHUB_EVERY_S", "CHARHUB_GOOGLE_AUTHORIZE", "CHARHUB_FACEBOOK_AUTHORIZE"}
SECRETS = {"CHARHUB_PASSWORD": "made-up", "CHARHUB_SECRET": "made-up-too"}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, object]]:
    """The services as docker-compose understands them."""
    compose = shutil.which("docker-compose")
    if compose is None:
        pytest.skip("docker-compose is not installed")
    done = subprocess.run(
        (compose, "-f", HERE / "docker-compose.yml", "config"),
        env=dict(os.environ) | SECRETS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    found: dict[str, dict[str, object]] = yaml.safe_load(done.stdout)["services"]
    return found


def test_backends_are_told_all_that_they_read(services: dict[str, dict[str, object]]) -> None:
    """Each variable of the settings is there, and none besides."""
    told = services["backend-1"]["environment"]
    assert isinstance(told, dict)
    assert told == services["backend-2"]["environment"] == services["fill"]["environment"]
    settings = settings_of({name: str(value) for name, value in told.items()})
    assert settings.environment().keys() - told.keys() == _OPTIONAL
    assert told.keys() - settings.environment().keys() == {"SSL_CERT_FILE"}


def test_every_host_that_is_named_is_a_service(services: dict[str, dict[str, object]]) -> None:
    """Whom the backend and nginx ask, is there."""
    told = services["backend-1"]["environment"]
    assert isinstance(told, dict)
    urls = [str(value) for name, value in told.items() if name.endswith("_URL")]
    hosts = {urlsplit(url).hostname for url in urls} - {"localhost", "provider.localhost"}
    assert hosts == {"database", "replica", "redis", "storage", "llm"}
    assert hosts <= services.keys()
    assert {"cache", "realtime", "backend-1", "backend-2"} <= services.keys()


@pytest.mark.slow
@pytest.mark.usefixtures("parts")
def test_what_is_prepared_is_accepted(tmp_path: Path) -> None:
    """nginx reads the configuration, the frontend is there, and no name is left unfilled."""
    prepare(tmp_path, {"PASSWORD": "made-up", "SECRET": "made-up-too", "RELEASE": "3f2a91c"})
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert '<meta name="release" content="3f2a91c" />' in page
    assert json.loads((tmp_path / "provider.json").read_text("utf-8"))["port"] == PORTS["provider"]
    here = tmp_path / "edge" / "nginx.conf"
    for file in (here, *here.with_name("rules").iterdir()):
        named = _HOSTS.sub("127.0.0.1", file.read_text("utf-8"))
        file.write_text(named.replace("listen *:", "listen 127.0.0.1:"), "utf-8")
    nginx = str(shutil.which("nginx", path="/usr/sbin:/usr/bin"))
    done = subprocess.run(
        (nginx, "-t", "-e", "stderr", "-p", here.parent, "-c", here),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

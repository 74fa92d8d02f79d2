"""The Wagtail site of `examples/wagtail` with its PostgreSQL and its Redis."""

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import environ
from pathlib import Path

from examples.charhub.parts.authority import Authority
from examples.charhub.parts.part import running
from examples.charhub.parts.port import LOOPBACK, free_port
from examples.charhub.parts.postgres import Postgres
from examples.charhub.parts.redis import Redis
from examples.install import HERE
from tests.examples.apps import started

HOME = HERE / "wagtail"
_PYTHON = HOME / ".venv" / "bin" / "python"
PROVIDER = "http://127.0.0.1:3000"  # of the contract; nothing is sent there


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """What the site depends on. static: the folder of its files, with hashes in their names."""

    folder: Path
    database: Postgres
    redis: Redis
    authority: Authority
    secret: str = field(default_factory=lambda: secrets.token_hex(25), repr=False)

    @property
    def static(self) -> Path:
        """The folder of the site's files, with hashes in their names."""
        return self.folder / "static"

    def environment(self, client: str) -> dict[str, str]:
        """The settings of the site."""
        return {
            "DJANGO_SETTINGS_MODULE": "blog.settings",
            "BLOG_DATABASE": self.database.url,
            "BLOG_REDIS": f"{self.redis.url}?ssl_ca_certs={self.authority.file}",
            "BLOG_STATIC": str(self.static),
            "BLOG_SECRET": self.secret,
            "BLOG_PROVIDER": PROVIDER,
            "BLOG_CLIENT": client,
        }


@contextmanager
def stores(folder: Path) -> Iterator[Stores]:
    """They run, the tables are made, and the files are collected."""
    authority, database = Authority(folder), Postgres()
    redis = Redis(folder, authority)
    made = Stores(folder=folder, database=database, redis=redis, authority=authority)
    try:
        with running(database, redis):
            for command in ("migrate", "collectstatic"):
                _manage(command, made)
            yield made
    finally:
        database.remove()


@contextmanager
def site(made: Stores, *, client: str = "blog") -> Iterator[str]:
    """Its URL while it runs. client: its client id at the provider."""
    port = free_port()
    command = (
        *(_PYTHON, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()"),
        *("--chdir", HOME, "--bind", f"{LOOPBACK}:{port}", "--workers", "2"),
        *("--threads", "4", "--preload", "--no-control-socket"),
    )
    with started(command, port=port, folder=made.folder, environment=made.environment(client)):
        yield f"http://{LOOPBACK}:{port}"


def _manage(command: str, made: Stores) -> None:
    done = subprocess.run(
        [_PYTHON, "-m", "django", command, "--noinput", "--verbosity=0"],
        cwd=HOME,
        env=environ | made.environment("blog"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

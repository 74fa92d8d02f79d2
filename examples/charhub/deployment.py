"""All parts together, and the releases of what CharHub itself is made of."""

import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from examples.charhub.backend.database import migrate
from examples.charhub.backend.settings import Settings
from examples.charhub.build import HERE, built
from examples.charhub.parts.authority import Authority
from examples.charhub.parts.backend import Backend
from examples.charhub.parts.cache import Cache
from examples.charhub.parts.edge import Edge
from examples.charhub.parts.llm import Llm
from examples.charhub.parts.part import Part
from examples.charhub.parts.pictures import pictures
from examples.charhub.parts.port import LOOPBACK
from examples.charhub.parts.postgres import Postgres
from examples.charhub.parts.program import StartError
from examples.charhub.parts.provider import Provider
from examples.charhub.parts.realtime import Realtime
from examples.charhub.parts.redis import Redis
from examples.charhub.parts.storage import KEY_ID, SECRET, Storage

FIRST = "3f2a91c"
_PAUSE_S = 0.05
_CALLBACK = "/api/v1/oauth/{}/callback"


class Deployment:
    """The reference deployment. folder: an empty one, in which everything but PostgreSQL's data is.

    every_s: for how long health keeps good news of what it pays for.
    """

    def __init__(self, folder: Path, *, every_s: float = 10.0) -> None:
        self.folder = folder
        self.authority = Authority(folder)
        self.edge = Edge(folder, self.authority.issue("edge"))
        self.cache = Cache(folder, self.edge.origin_port)
        self.database = Postgres()
        self.replica = Postgres(primary=self.database)
        self.redis = Redis(folder, self.authority, settings=("maxmemory-policy noeviction",))
        self.storage = Storage(folder, objects=pictures())
        self.llm = Llm()
        names = ("google", "facebook")
        callbacks = {f"charhub-{name}": self.url + _CALLBACK.format(name) for name in names}
        self.provider = Provider(folder, self.authority, callbacks)
        self.realtime = Realtime(folder)
        self.settings = self._settings(every_s)
        self.backends = tuple(Backend(folder, self.settings) for _ in range(2))
        self._releases = {FIRST: self.settings}
        self._started = ExitStack()

    @property
    def url(self) -> str:
        """What --base-url is."""
        return f"https://{self.edge.authority}"

    @property
    def release(self) -> str:
        """Which release is deployed."""
        return self.settings.release

    @property
    def contract(self) -> Path:
        """What it promises, with its own ports."""
        return self.folder / "charhub.toml"

    @property
    def environment(self) -> dict[str, str]:
        """What who asks needs in its environment to trust it."""
        return {"SSL_CERT_FILE": str(self.authority.file)}

    def start(self) -> None:
        """Returns when all of it answers."""
        self._write_contract()
        self._together(
            (self.database, self.redis, self.storage, self.llm, self.provider, self.realtime)
        )
        migrate(self.database.url)
        self._started.callback(self.replica.remove)
        self.replica.start()
        self._together(self.backends)
        self.edge.said = self._told()
        self.publish(self.release)
        self._together((self.cache, self.edge))

    def stop(self) -> None:
        """Ends every process of it; the other way round than it was started."""
        self._started.close()

    def deploy(self, settings: Settings) -> None:
        """Makes a release live, frontend and backend."""
        self.roll(settings)
        self.publish(settings.release)
        self.cache.purge()

    def go_back(self, release: str) -> None:
        """Makes a release live that was live before. Raises KeyError if it never was."""
        self.deploy(self._releases[release])

    def roll(self, settings: Settings) -> None:
        """Starts the backend anew with these settings, and leaves the frontend as it is."""
        self.settings = self._releases[settings.release] = settings
        with ThreadPoolExecutor(len(self.backends)) as pool:
            list(pool.map(lambda backend: backend.restart(settings), self.backends))

    def await_new_health(self, within_s: float = 10.0) -> None:
        """Returns when no replica hands out what it found before this call."""
        kept = timedelta(seconds=float(self.settings.every_s))
        now, until = datetime.now(UTC) + kept, time.monotonic() + within_s
        for backend in self.backends:
            while (found := backend.looked_at()) is not None and found < now:
                if time.monotonic() > until:
                    raise StartError(f"health: should be of after {now}, got one of {found}")
                time.sleep(_PAUSE_S)

    def publish(self, release: str) -> None:
        """Puts the frontend of this release in its place, whole."""
        shutil.rmtree(self.edge.site, ignore_errors=True)
        shutil.copytree(built("frontend") / "dist", self.edge.site)
        page = self.edge.site / "index.html"
        page.write_text(page.read_text("utf-8").replace("@RELEASE@", release), "utf-8")

    def _together(self, parts: Iterable[Part]) -> None:
        """Starts them at once; whichever did not start tells why."""
        parts = tuple(parts)
        for part in parts:
            self._started.callback(part.remove if isinstance(part, Postgres) else part.stop)
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(lambda part: part.start(), parts))

    def _settings(self, every_s: float) -> Settings:
        return Settings(
            release=FIRST,
            public_url=self.url,
            database_url=self.database.url,
            replica_url=self.replica.url,
            redis_url=self.redis.url,
            storage_url=self.storage.url,
            storage_bucket=self.storage.bucket,
            storage_key_id=KEY_ID,
            storage_secret=SECRET,
            llm_url=self.llm.openai_url,
            llm_key=self.llm.key,
            provider_url=self.provider.url,
            google_secret=self.provider.secrets["charhub-google"],
            facebook_secret=self.provider.secrets["charhub-facebook"],
            session_key=secrets.token_hex(32),
            ca_file=str(self.authority.file),
            every_s=str(every_s),
        )

    def _told(self) -> dict[str, str]:
        """What nginx has to know of the others."""
        servers = (f"server {LOOPBACK}:{one.port} max_fails=0;" for one in self.backends)
        return {
            "BACKENDS": "\n".join(servers),
            "CACHE": f"{LOOPBACK}:{self.cache.port}",
            "REALTIME": f"{LOOPBACK}:{self.realtime.port}",
            "STORAGE": f"{LOOPBACK}:{self.storage.port}",
            "BUCKET": self.storage.bucket,
        }

    def _write_contract(self) -> None:
        text = (HERE / "charhub.toml").read_text("utf-8")
        for example, own in ((19010, self.provider.port), (18080, self.edge.http_port)):
            text = text.replace(str(example), str(own))
        self.contract.write_text(text, "utf-8")


@contextmanager
def running_in(folder: Path, *, every_s: float = 10.0) -> Iterator[Deployment]:
    """The deployment while it runs; all that was started of it is ended, whatever happens."""
    deployment = Deployment(folder, every_s=every_s)
    try:
        deployment.start()
        yield deployment
    finally:
        deployment.stop()

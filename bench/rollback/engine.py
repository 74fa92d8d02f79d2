"""A Docker engine of its own, as root: what it keeps, its socket and its containers end with it.

Nothing can be pulled and nothing has to be: images are built FROM scratch with a static busybox.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

NEEDED = ("dockerd", "docker", "docker-compose", "busybox")
WAIT_S = 60.0
_PAUSE_S = 0.02
# no bridge and no firewall of this machine is touched; containers use its own loopback
_DAEMON = (
    *("--bridge=none", "--iptables=false", "--ip6tables=false"),
    *("--ip-forward=false", "--ip-masq=false", "--log-level=warn"),
)


class EngineError(Exception):
    """Why there is no engine here; one sentence, lower case, no full stop."""


def program(name: str) -> str:
    """Its path; its name where it is not installed."""
    return shutil.which(name) or name


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What the engine did. kind: image or container. image: the image that it was done with."""

    kind: str
    action: str
    image: str


@dataclass(frozen=True, slots=True)
class Engine:
    """A running one. folder: all that is its own."""

    folder: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """What leads docker and docker-compose to it, past the settings of this user."""
        return {
            "DOCKER_HOST": f"unix://{self.folder}/socket",
            "DOCKER_CONFIG": str(self.folder / "config"),
        }

    def docker(self, *arguments: str) -> str:
        """What docker printed. Raises EngineError."""
        done = subprocess.run(
            (program("docker"), *arguments),
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            told = done.stderr.decode("utf-8", "replace").strip()
            raise EngineError(f"docker {arguments[0]} ended with status {done.returncode}: {told}")
        return done.stdout.decode("utf-8").strip()

    def import_busybox(self, name: str) -> None:
        """An image with nothing in it but /busybox."""
        file = self.folder / "busybox.tar"
        with tarfile.open(file, "w") as archive:
            archive.add(Path(program("busybox")).resolve(), "busybox")
        self.docker("import", str(file), name)

    def images(self) -> set[str]:
        """Each image that has a name, with its tag."""
        listed = self.docker("image", "ls", "--format={{.Repository}}:{{.Tag}}")
        return {one for one in listed.split() if "<none>" not in one}

    def image_id(self, name: str) -> str:
        """The id of what an image is made of."""
        return self.docker("image", "inspect", "--format={{.Id}}", name)

    def containers(self) -> dict[str, str]:
        """The running ones: the image of each."""
        listed = self.docker("container", "ls", "--no-trunc", "--format={{.ID}} {{.Image}}")
        return dict(line.split(" ", 1) for line in listed.splitlines())

    def events(self, since: float) -> list[Event]:
        """What it did from this time (of the clock) until now; it remembers the last 256."""
        now = time.time()
        listed = self.docker("events", f"--since={since}", f"--until={now}", "--format={{json .}}")
        found = []
        for line in listed.splitlines():
            told = json.loads(line)
            about = told["Actor"]["Attributes"]
            image = about.get("image") or about.get("name", "")
            found.append(Event(kind=told["Type"], action=told["Action"], image=image))
        return found

    def clear(self) -> None:
        """Removes all containers, and what they are made from."""
        if found := self.docker("container", "ls", "--all", "--quiet").split():
            self.docker("container", "rm", "--force", *found)
        self.docker("image", "prune", "--all", "--force")


@contextlib.contextmanager
def engine() -> Iterator[Engine]:
    """A new one that can run containers. Raises EngineError where there can be none."""
    if os.getuid() != 0:
        raise EngineError("a Docker engine of one's own needs root")
    if missing := [name for name in NEEDED if not shutil.which(name)]:
        raise EngineError(f"{', '.join(missing)} not installed")
    # the path of a socket has to be short
    folder = Path(tempfile.mkdtemp(prefix="sg-docker-", dir="/tmp"))
    try:
        with _daemon(folder):
            found = Engine(folder)
            _prove(found)
            try:
                yield found
            finally:
                found.clear()
    finally:
        _end_what_is_left(folder)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _daemon(folder: Path) -> Iterator[None]:
    (folder / "config").mkdir()
    settings, log = folder / "daemon.json", folder / "log"
    settings.write_text("{}", "utf-8")
    own = (f"--config-file={settings}", f"--host=unix://{folder}/socket")
    kept = (f"--data-root={folder}/data", f"--exec-root={folder}/exec", f"--pidfile={folder}/pid")
    with log.open("wb") as output:
        daemon = subprocess.Popen(
            (*_with_parent(), "dockerd", *own, *kept, *_DAEMON),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait(folder, daemon)
        yield
    finally:
        daemon.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            daemon.wait(WAIT_S)
        if daemon.poll() is None:
            daemon.kill()
            daemon.wait()


def _with_parent() -> tuple[str, ...]:
    """Ends it with us, even if we are killed."""
    return ("setpriv", "--pdeathsig", "TERM", "--") if shutil.which("setpriv") else ()


def _wait(folder: Path, daemon: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + WAIT_S
    while daemon.poll() is None and time.monotonic() < ends_at:
        with contextlib.suppress(EngineError):
            Engine(folder).docker("version")
            return
        time.sleep(_PAUSE_S)  # a daemon that we do not write cannot say when it listens
    lines = (folder / "log").read_text("utf-8", "replace").strip().splitlines()
    raise EngineError(f"dockerd did not start: {lines[-1] if lines else 'it said nothing'}")


def _prove(found: Engine) -> None:
    """A daemon may answer on a machine where it can start no container."""
    name = "smokegate-probe:latest"
    found.import_busybox(name)
    found.docker("run", "--rm", "--network=host", name, "/busybox", "true")
    found.docker("image", "rm", name)


def _end_what_is_left(folder: Path) -> None:
    """Processes and mounts that bear our folder's name; none where the daemon ended as it should,
    but for the mount of its own network.
    """
    ends_at = time.monotonic() + WAIT_S
    while (left := processes_of(folder)) and time.monotonic() < ends_at:
        for process in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(_PAUSE_S)
    mounts = Path("/proc/self/mounts").read_text("utf-8").splitlines()
    for line in reversed(mounts):
        at = line.split(" ")[1]
        if at.startswith(f"{folder}/"):
            subprocess.run((program("umount"), "--lazy", at), check=False, capture_output=True)


def processes_of(folder: Path) -> list[int]:
    """Those whose command line names it."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if f"{folder}/".encode() in path.read_bytes():
                found.append(int(path.parent.name))
    return found

"""Installs other people's applications by lock file: `python -m examples.install [APP...]`."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
_LOCKS = {"package-lock.json": "node_modules", "requirements.txt": ".venv"}
APPS = tuple(sorted(lock.parent.name for name in _LOCKS for lock in HERE.glob(f"*/{name}")))


class InstallError(Exception):
    """An application could not be installed; the message says why."""


def is_installed(app: str) -> bool:
    """Whether all that its lock file names is there."""
    return _stamp(app).exists()


def install(app: str) -> None:
    """Installs it beside its lock file, unless that was done. Raises InstallError."""
    if is_installed(app):
        return
    lock, place = _lock(app)
    shutil.rmtree(place, ignore_errors=True)
    if lock.suffix == ".json":
        _run("npm", "ci", "--no-update-notifier", folder=lock.parent)
    else:
        _run(sys.executable, "-m", "venv", place, folder=lock.parent)
        pip = (place / "bin" / "pip", "--quiet", "--disable-pip-version-check")
        _run(*pip, "install", "--no-deps", "--require-hashes", "-r", lock, folder=lock.parent)
    _stamp(app).touch()


def main(apps: Sequence[str]) -> int:
    """Installs these, or all of them."""
    try:
        for app in apps or APPS:
            install(app)
            sys.stdout.write(f"{app} is installed\n")
    except InstallError as err:
        sys.stderr.write(f"{err}\n")
        return 1
    return 0


def _lock(app: str) -> tuple[Path, Path]:
    """The lock file of an application, and where its packages go."""
    for name, place in _LOCKS.items():
        lock = HERE / app / name
        if lock.exists():
            return lock, lock.parent / place
    raise InstallError(f"{app}: there is no such application; there are {', '.join(APPS)}")


def _stamp(app: str) -> Path:
    """Is written last, so that what another lock file named, or half of it, is made anew."""
    lock, place = _lock(app)
    return place / f".ready-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"


def _run(*words: str | Path, folder: Path) -> None:
    program = shutil.which(words[0])
    if program is None:
        raise InstallError(f"{words[0]}: is not installed; see {folder.name}/README.md")
    command = (program, *map(str, words[1:]))
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = f"{done.stdout}\n{done.stderr}"[-2000:].strip()
        raise InstallError(f"{folder.name}: {words[0]} exited with {done.returncode}: {said}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

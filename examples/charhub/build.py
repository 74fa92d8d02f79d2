"""What npm makes of a folder of this example: kept in a cache until one of its files changes."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from examples.charhub.parts.program import StartError

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".reference"
_LEFT_OUT = ("node_modules", "dist")


def built(name: str, *, cache: Path = CACHE) -> Path:
    """A copy of this folder with its node_modules and, where it has a build, its dist.

    Raises StartError where npm is not installed, or cannot install or build it.
    """
    ready = cache / f"{name}-{_digest(HERE / name)}"
    if not ready.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=cache) as folder:
            made = Path(folder) / name
            shutil.copytree(HERE / name, made, ignore=shutil.ignore_patterns(*_LEFT_OUT))
            _npm("ci", folder=made)
            _npm("run", "build", "--if-present", folder=made)
            _keep(made, ready)
    return ready


def _keep(made: Path, ready: Path) -> None:
    try:
        made.rename(ready)
    except OSError:
        if not ready.is_dir():  # else another run was faster
            raise


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        place = file.relative_to(folder)
        if file.is_file() and not set(place.parts) & set(_LEFT_OUT):
            digest.update(f"{place}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _npm(*words: str, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise StartError("npm: is not installed; apt-get install npm, or Node.js 20 or newer")
    done = subprocess.run(
        (npm, *words), cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    if done.returncode:
        said = f"{done.stdout}\n{done.stderr}"[-2000:].strip()
        raise StartError(f"npm {' '.join(words)}: exited with {done.returncode}; it said: {said}")

"""`python -m tests.moves.restart FOLDER`: starts the backend anew with the settings in the folder.

What `systemctl restart` does elsewhere: it returns when the new process answers.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

_WITHIN_S = 20.0


def main(folder: Path) -> None:
    """Ends the process whose id stands there, and starts another one."""
    stop(folder)
    lines = (folder / "charhub.env").read_text("utf-8").splitlines()
    settings = dict(line.split("=", 1) for line in lines if line)
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    app = ("--factory", "tests.moves.app:create", "--port", settings["PORT"])
    with (folder / "backend.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", *app],
            cwd=Path(__file__).parents[2],
            env=kept | settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (folder / "backend.pid").write_text(str(process.pid), "utf-8")
    until = time.monotonic() + _WITHIN_S
    while not _is_alive(settings["PORT"]):
        if process.poll() is not None or time.monotonic() > until:
            sys.exit(f"restart: the backend did not start; see {folder / 'backend.log'}")
        time.sleep(0.05)


def stop(folder: Path) -> None:
    """Ends the process whose id stands there, and waits until it is gone."""
    file = folder / "backend.pid"
    if not file.exists():
        return
    pid = int(file.read_text("utf-8"))
    file.unlink()
    until = time.monotonic() + _WITHIN_S
    with suppress(ProcessLookupError, ChildProcessError):
        os.killpg(pid, signal.SIGKILL)
        while time.monotonic() < until:
            os.kill(pid, 0)
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            time.sleep(0.02)


def _is_alive(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/live", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The whole story on the terminal: good, broken, caught, rolled back, verified, told."""

import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from smokegate.contract_search import demo_contract
from smokegate.demo.faults import NAMELESS
from smokegate.demo.releases import RELEASES, Expected, Release, find
from smokegate.demo.server import serve
from smokegate.demo.switch import make_live

# shorter than production's: here nothing has to warm up, and nobody wants to wait
_SETTINGS = "[timings]\nsettle_s = 2\nattempts_s = [0, 1, 3]\n"


def tell(name: str) -> int:
    """Deploys this release over a good one and lets the gate decide; 0 if it ended as it should.

    Raises ConfigurationError for a release that the demo does not have.
    """
    good, bad = find("good"), find(name)
    console = Console(highlight=False, soft_wrap=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="smokegate-demo-") as folder:
        here = Path(folder)
        current = here / "current"
        (here / "smokegate.toml").write_text(_SETTINGS, "utf-8")
        shutil.copyfile(demo_contract(), here / "contract.toml")
        make_live(current, good.name)
        with serve(current) as url:
            _announce(console, "1", "is live, and nobody has looked at it yet", good)
            first = _gate(console, here, url, good, current)
            make_live(current, bad.name)
            _announce(console, "2", f"is deployed over it: {bad.says}", bad)
            second = _gate(console, here, url, bad, current)
        live = current.read_text("utf-8").strip()
    took_s = time.monotonic() - started
    console.print(f"\n[bold]the end[/]: {live} is live again" if live != name else "\nthe end")
    console.print(f"both gates together took {took_s:.0f} s; this deployment was the demo's own")
    wanted = _exit_code(bad)
    is_right = (first, second) == (0, wanted) and (live == good.name) == (wanted == 1)
    return 0 if is_right else 1


def list_releases() -> int:
    """Prints the demo's releases and what is wrong with each."""
    table = Table("release", "suite", "what is broken")
    for release in RELEASES.values():
        table.add_row(release.name, release.expected.value, release.says)
    Console().print(table)
    return 0


def _exit_code(release: Release) -> int:
    """Of the gate, to which the story names the release: one that states none is not deployed."""
    if release.name in NAMELESS:
        return 3
    return 1 if release.expected is Expected.RED else 0


def _announce(console: Console, number: str, event: str, release: Release) -> None:
    console.rule(f"[bold]{number}. {release.name}", align="left")
    console.print(f'{release.commit[:7]} "{release.subject}" by {release.author} {event}\n')


def _gate(console: Console, folder: Path, url: str, release: Release, current: Path) -> int:
    """Runs the real command, as a deploy job would, and shows what it prints."""
    back = shlex.join([sys.executable, "-m", "smokegate.demo.switch", str(current), "good"])
    shown_back = f"python -m smokegate.demo.switch {current.name} good"
    console.print(
        f"[bold]$ smokegate gate --base-url={url} --release={release.commit[:7]} "
        f"--rollback='{shown_back}'[/]"
    )
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "smokegate", "gate"),
            f"--base-url={url}",
            f"--release={release.commit[:7]}",
            f"--rollback={back}",
            *("--", "-q", "--no-header"),
        ],
        cwd=folder,
        check=False,
    )
    console.print(f"[bold]exit {ended.returncode}[/]\n")
    return ended.returncode

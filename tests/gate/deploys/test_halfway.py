"""A deploy that is stopped, or goes on long, where it hurts."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from smokegate.gate.assembly import now
from tests.gate.deploys.site import QUICK, Site
from tests.gate.deploys.test_deploy import journal, told
from tests.gate.notify.services import service
from tests.live import clean_environment, last_line

pytestmark = pytest.mark.slow
_WAIT = "until test -e ../../go-{}; do sleep 0.02; done"


def started(site: Site, *arguments: str, notify: str = "") -> subprocess.Popen[str]:
    """`smokegate ARGUMENTS`, which goes on."""
    return subprocess.Popen(
        [sys.executable, "-m", "smokegate", *arguments, *QUICK],
        cwd=site.folder,
        env=clean_environment() | {"SMOKEGATE_NOTIFY": notify},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until(is_so: Callable[[], bool]) -> None:
    """Polls, under a deadline."""
    ends_at = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < ends_at
        time.sleep(0.02)


def set_(site: Site, before: str, after: str) -> None:
    """Changes a setting."""
    file = site.folder / "smokegate.toml"
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


@pytest.mark.parametrize(
    "stopped_in", [pytest.param(2, id="the-switch"), pytest.param(3, id="its-undoing")]
)
def test_a_signal_does_not_keep_half_a_switch(stopped_in: int, charhub: Site) -> None:
    """Exit 3: what did not start is gone back from, and that is no automatic rollback."""
    good, bad = charhub.commit("Release 1"), charhub.commit("Release 2", unstartable="")
    for number in {1, 2, 3} - {stopped_in}:
        charhub.root.mkdir(exist_ok=True)
        (charhub.root / f"go-{number}").touch()
    this = "$(wc -l <../../activated | tr -d ' ')"
    set_(charhub, " && test ! -e unst", f" && {_WAIT.format(this)}; test ! -e unst")
    assert told(charhub, good)[0] == 0
    with started(charhub, "deploy", bad) as deploy:
        until(lambda: len(charhub.activated) == stopped_in)
        deploy.send_signal(signal.SIGTERM)
        (charhub.root / f"go-{stopped_in}").touch()
        output, _ = deploy.communicate(timeout=60)
    assert deploy.returncode == 3, output
    assert last_line(output).endswith(
        f"activate ended with status 1; {good[:7]} is current again and verified"
    )
    assert (charhub.current, charhub.activated) == (good, [good, bad, good])
    assert journal(charhub).rolled_back_since(now() - timedelta(days=1)) == 0


def test_people_do_not_wait_for_what_is_removed(charhub: Site) -> None:
    """The verdict is written and told before; going back by hand goes meanwhile."""
    good, next_ = charhub.commit("Release 1"), charhub.commit("Release 2")
    assert told(charhub, good)[0] == 0
    wait = _WAIT.format("on")
    set_(charhub, "[driver]", f'[driver]\nprune = "touch ../../pruning; {wait}"')
    (charhub.root / "releases" / ("0" * 40)).mkdir()
    with (
        service() as hook,
        started(charhub, "deploy", next_, notify=hook.json_url) as deploy,
    ):
        until((charhub.root / "pruning").exists)
        verdict = json.loads((charhub.folder / "reports/verdict.json").read_text("utf-8"))
        titles = [sent["title"].partition(": ")[2] for sent in hook.sent()]
        assert f"{next_[:7]} is kept" in titles
        assert (verdict["exit"], verdict["release"]) == (0, next_)
        back = charhub.gate("rollback", *QUICK)
        deploy.send_signal(signal.SIGTERM)
        output, _ = deploy.communicate(timeout=60)
    assert back.returncode == 0, back.stdout + back.stderr
    assert charhub.current == good
    assert deploy.returncode == 0, output
    assert last_line(output).endswith(f"; release {next_[:7]} is known good")

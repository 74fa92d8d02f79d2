"""Ways for a deploy to end that nobody plans for: each with its exit code and its sentence."""

import re
import sqlite3

import pytest

from tests.gate.deploys.site import QUICK, Site
from tests.gate.notify.services import Reply, service
from tests.live import last_line, run

pytestmark = pytest.mark.slow
_SUITE = """from pathlib import Path

NOW = Path({root!r}) / "activated"


def test_redis() -> None:
    if NOW.read_text("utf-8").split()[-1] == {bad!r}:
        Path("down").touch()
    assert not Path("down").exists()
"""


def told(site: Site, *arguments: str, notify: str = "") -> tuple[int, str]:
    """Exit code and last line, the ids of releases named by their subjects."""
    options = QUICK if arguments[0] in ("deploy", "rollback") else ()
    environment = {"SMOKEGATE_NOTIFY": notify} if notify else None
    done = run("smokegate", *arguments, *options, folder=site.folder, environment=environment)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, last_line(done.stdout or done.stderr)


def outbox(site: Site) -> list[tuple[str, bool]]:
    """What each message tells of, and whether it was delivered."""
    with sqlite3.connect(site.folder / ".smokegate/state.sqlite3") as connection:
        rows = connection.execute("select key, settled from outbox order by rowid").fetchall()
    connection.close()
    return [(key.rpartition(":")[2], settled is not None) for key, settled in rows]


@pytest.mark.parametrize("is_all", [False, True], ids=["newest", "all"])
def test_the_release_before_is_gone_from_the_disk(is_all: bool, charhub: Site) -> None:
    """Exit 1: gone back to one that lies ready; where none does, the newest is made again.

    Somebody removes it in the middle of the deploy.
    """
    first, second = charhub.commit("Release 1"), charhub.commit("Release 2")
    bad = charhub.commit("Release 3", redis="error")
    for release in (first, second):
        assert told(charhub, "deploy", release)[0] == 0
    gone = " ".join(f"../{one}" for one in ((first, second) if is_all else (second,)))
    settings = charhub.folder / "smokegate.toml"
    text = settings.read_text("utf-8")
    pruned = f'activate = "if [ $SMOKEGATE_RELEASE = {bad} ]; then rm -rf {gone}; fi; '
    settings.write_text(text.replace('activate = "', pruned), "utf-8")
    target = second if is_all else first
    code, sentence = told(charhub, "deploy", bad)
    assert code == 1, sentence
    assert sentence.endswith(f"; rolled back from {bad[:7]} to {target[:7]} and verified")
    assert charhub.current == target
    assert outbox(charhub)[-1] == ("rolled-back", False)


def test_the_release_before_fails_alike(charhub: Site) -> None:
    """Exit 4: the environment is to blame, nobody is quarantined, and a person is told."""
    good, bad = charhub.commit("Release 1"), charhub.commit("Release 2")
    suite = charhub.folder / "own"
    suite.mkdir()
    text = _SUITE.format(root=str(charhub.root), bad=bad)
    (suite / "test_own.py").write_text(text, "utf-8")
    assert told(charhub, "deploy", good, "--suite=own")[0] == 0
    with service() as hook:
        code, sentence = told(charhub, "deploy", bad, "--suite=own", notify=hook.json_url)
        titles = [sent["title"].partition(": ")[2] for sent in hook.sent()]
    assert code == 4, sentence
    assert re.fullmatch(
        r"FAILED: own/test_own\.py::test_redis failed \d times and never passed: .*; not restored: "
        "the old release fails alike, so the environment is to blame, not the release; fix the "
        "environment that both releases fail in; going back again does not help",
        sentence,
    )
    assert titles == [f"{bad[:7]} FAILED and is NOT RESTORED", f"{good[:7]} is kept"]
    assert charhub.activated == [good, bad, good]
    assert charhub.standings() == {bad: "suspect", good: "known good"}
    code, sentence = told(charhub, "resume")
    assert (code, sentence) == (0, "nothing to resume: the newest run came to its end")


def test_a_webhook_that_is_down_changes_nothing(charhub: Site) -> None:
    """Exit 1 as ever; the message is kept, and sent once the webhook is there again."""
    good, bad = charhub.commit("Release 1"), charhub.commit("Release 2", redis="error")
    assert told(charhub, "deploy", good)[0] == 0
    with service(Reply(status=503)) as hook:
        code, sentence = told(charhub, "deploy", bad, notify=hook.json_url)
        assert hook.paths != []
        assert code == 1
        assert sentence.endswith(f"; rolled back from {bad[:7]} to {good[:7]} and verified")
        assert outbox(charhub) == [("kept", False), ("rolled-back", False)]
        hook.replies = [Reply()]
        hook.bodies.clear()
        with sqlite3.connect(charhub.folder / ".smokegate/state.sqlite3") as connection:
            connection.execute("update deliveries set next_at = '2026-01-01T00:00:00.000+00:00'")
        connection.close()
        assert told(charhub, "log", notify=hook.json_url)[0] == 0
        said = [sent["title"].partition(": ")[2] for sent in hook.sent()]
    assert sorted(said) == sorted([f"{good[:7]} is kept", f"{bad[:7]} is rolled back"])
    assert outbox(charhub) == [("kept", True), ("rolled-back", True)]

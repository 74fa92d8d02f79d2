"""What a deploy on a real engine came to, and what is true of every way back."""

import re
from collections.abc import Sequence

from bench.rollback.application import release
from bench.rollback.deployment import Deployment
from bench.rollback.engine import Event
from tests.live import last_line


def told(site: Deployment, command: str, *arguments: str) -> tuple[int, str]:
    """Exit code and last line of smokegate, times and the number of checks left out."""
    done = site.judged(command, *arguments)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, lasting(last_line(done.stdout or done.stderr))


def lasting(sentence: str) -> str:
    """The sentence without what another day, or another check in the suite, changes."""
    sentence = re.sub(r"\d+\.\d\d s", "S s", sentence)
    sentence = re.sub(r"\b(\d+) of \1 checks", "all checks", sentence)
    return re.sub(r"\(and \d+ more\)", "(and more)", sentence)


def kept(site: Deployment, subject: str) -> str:
    """A good release that was deployed and is known good; its id."""
    good = site.commit(subject, release())
    code, sentence = told(site, "deploy", good)
    assert (code, sentence) == (
        0,
        f"PASSED: all checks passed; release {good[:7]} is known good",
    )
    return good


def make_unbuildable(site: Deployment, good: str) -> None:
    """A build of this release would fail from now on, and one of any other from the remote."""
    for name in ("busybox", "Dockerfile"):
        (site.root / "releases" / good / name).unlink()
    site.remote.rename(site.remote.with_name("gone"))


def assert_serves(site: Deployment, good: str) -> None:
    """The one container is of this release, and so is `current`."""
    assert list(site.engine.containers().values()) == [site.image_of(good)]
    assert (site.root / "current").readlink().name == good


def since(events: Sequence[Event], action: str, image: str) -> Sequence[Event]:
    """What came after this was done for the first time to a container of the image."""
    return events[events.index(Event(kind="container", action=action, image=image)) :]


def assert_nothing_built(events: Sequence[Event], site: Deployment, *releases: str) -> None:
    """No image was made or named, and no container but those of these releases; each step of a
    build makes one.
    """
    assert [one for one in events if one.kind == "image"] == []
    images = {one.image for one in events if one.kind == "container"}
    assert images == {site.image_of(one) for one in releases}

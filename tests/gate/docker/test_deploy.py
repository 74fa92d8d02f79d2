"""`smokegate deploy` on a real Docker engine: going back switches images, and builds nothing."""

import time

import pytest

from bench.rollback.application import release
from bench.rollback.deployment import Deployment
from tests.gate.docker.laws import (
    assert_nothing_built,
    assert_serves,
    kept,
    make_unbuildable,
    since,
    told,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # with an engine, on a busy machine

SCRATCH = "FROM scratch\nCOPY busybox /bin/busybox\n"
MISSING = f"{SCRATCH}COPY no-such-file /\n"
NO_PROGRAM = f'{SCRATCH}ENTRYPOINT ["/bin/no-such-program"]\n'
ENDS_AT_ONCE = f'{SCRATCH}ENTRYPOINT ["/bin/busybox", "false"]\n'
BAD = {
    "database": (
        {"database": "error"},
        "FAILED: smoke/test_health.py::test_health_is_good failed 3 times and never passed: "
        "GET /cgi-bin/health -> 503 in S s: status should be 2xx, got 503, database is error "
        "(and more)",
    ),
    "page": (
        {"title": "It works!"},
        "FAILED: smoke/test_frontend.py::test_page_is_the_application[/] failed 3 times and never "
        "passed: GET / -> 200 in S s: page should be one that contains 'CharHub', got the title "
        "'It works!' (and more)",
    ),
    "ends-at-once": (
        {"dockerfile": ENDS_AT_ONCE},
        "FAILED: smoke/test_health.py::test_health_is_good failed 3 times and never passed: "
        "GET /cgi-bin/health -> silence: connection refused, nothing listens there (and more)",
    ),
}


@pytest.mark.parametrize("way", BAD)
def test_a_bad_release_goes_and_nothing_is_built(way: str, charhub: Deployment) -> None:
    """Exit 1: the old image answers again, although it could not be built any more."""
    files, sentence = BAD[way]
    good = kept(charhub, "Release 1")
    made_of = charhub.engine.image_id(charhub.image_of(good))
    bad = charhub.commit("Release 2", release(**files))
    (charhub.root / "releases" / good / "Dockerfile").unlink()
    begun = time.time()
    assert told(charhub, "deploy", bad) == (
        1,
        f"{sentence}; rolled back from {bad[:7]} to {good[:7]} and verified",
    )
    assert_serves(charhub, good)
    assert charhub.engine.image_id(charhub.image_of(good)) == made_of
    events = since(charhub.engine.events(begun), "start", charhub.image_of(bad))
    assert_nothing_built(events, charhub, good, bad)


def test_a_release_is_deployed_by_its_tag(charhub: Deployment) -> None:
    """Exit 0: an annotated tag's id means its commit, also after the tag was moved by force."""
    first = charhub.commit("Release 1", release())
    charhub.git("tag", "--annotate", "--message=stable", "latest-stable", first)
    tag = charhub.git("rev-parse", "latest-stable")
    assert tag != first
    kept_one = f"PASSED: all checks passed; release {first[:7]} is known good"
    assert told(charhub, "deploy", tag) == (0, kept_one)
    assert_serves(charhub, first)
    second = charhub.commit("Release 2", release(title="CharHub 2"))
    charhub.git("tag", "--annotate", "--force", "--message=stable", "latest-stable", second)
    moved = charhub.git("rev-parse", "latest-stable")
    kept_one = f"PASSED: all checks passed; release {second[:7]} is known good"
    assert told(charhub, "deploy", moved[:12]) == (0, kept_one)
    assert_serves(charhub, second)


def test_a_release_that_cannot_be_built_changes_nothing(charhub: Deployment) -> None:
    """Exit 3: the container that serves is the same one, and Docker's own reason is told."""
    good = kept(charhub, "Release 1")
    serving = charhub.engine.containers()
    bad = charhub.commit("Release 2", release(dockerfile=MISSING))
    assert told(charhub, "deploy", bad) == (
        3,
        f"INCONCLUSIVE (harness): release {bad[:7]} could not be made ready: prepare on this "
        "machine: prepare ended with status 1 (COPY failed: file not found in build context or "
        "excluded by .dockerignore: stat no-such-file: file does not exist; Service 'backend' "
        "failed to build : Build failed); nothing was changed, a person has to look",
    )
    assert charhub.engine.containers() == serving
    assert_serves(charhub, good)


def test_a_container_that_does_not_start_is_gone_back_from(charhub: Deployment) -> None:
    """Exit 3: docker-compose has stopped the old one by then; it serves again, and is verified."""
    good = kept(charhub, "Release 1")
    bad = charhub.commit("Release 2", release(dockerfile=NO_PROGRAM))
    begun = time.time()
    code, sentence = told(charhub, "deploy", bad)
    assert code == 3, sentence
    assert sentence.startswith(
        f"INCONCLUSIVE (harness): release {bad[:7]} could not be switched to: switch on this "
        "machine: activate ended with status 1 (ERROR: for backend Cannot start service backend: "
    )
    assert sentence.endswith(f"; {good[:7]} is current again and verified")
    assert_serves(charhub, good)
    events = since(charhub.engine.events(begun), "create", charhub.image_of(bad))
    assert_nothing_built(events, charhub, good, bad)


def test_going_back_by_hand_builds_nothing(charhub: Deployment) -> None:
    """Exit 0, with the remote gone and nothing left to build from."""
    first, second = kept(charhub, "Release 1"), kept(charhub, "Release 2")
    make_unbuildable(charhub, first)
    begun = time.time()
    assert told(charhub, "rollback") == (
        0,
        f"PASSED: all checks passed; rolled back by hand from {second[:7]} to {first[:7]} "
        "and verified",
    )
    assert_serves(charhub, first)
    assert_nothing_built(charhub.engine.events(begun), charhub, first, second)


def test_images_stay_as_long_as_their_releases(charhub: Deployment) -> None:
    """The two newest good ones, one bad one for the post-mortem, and what was deployed last; an
    image goes with its release.
    """
    images, name = charhub.engine.images, charhub.image_of
    first = kept(charhub, "Release 1")
    bad = charhub.commit("Release 2", release(database="error"))
    assert told(charhub, "deploy", bad)[0] == 1
    assert images() == {name(first), name(bad)}
    second = kept(charhub, "Release 3")
    assert images() == {name(first), name(bad), name(second)}
    third = kept(charhub, "Release 4")
    assert images() == {name(bad), name(second), name(third)}
    worse = charhub.commit("Release 5", release(title="It works!"))
    assert told(charhub, "deploy", worse)[0] == 1
    assert images() == {name(bad), name(worse), name(second), name(third)}
    assert_serves(charhub, third)
    assert [one.name for one in (charhub.root / "failed").iterdir()] == [bad]
    assert told(charhub, "rollback", "--again")[0] == 0
    assert_serves(charhub, second)


def test_an_image_that_somebody_removed_is_missed(charhub: Deployment) -> None:
    """Exit 4 with docker-compose's own reason; where `activate` may build, going back does it."""
    good, bad = kept(charhub, "Release 1"), charhub.commit("Release 2", release(database="error"))
    assert told(charhub, "deploy", bad, "--observe")[0] == 1
    charhub.engine.docker("image", "rm", charhub.image_of(good))
    assert told(charhub, "rollback", good) == (
        4,
        "INCONCLUSIVE (harness): switch on this machine: activate ended with status 1 ("
        "Service 'backend' needs to be built, but --no-build was passed.); not restored; see "
        "docs/by-hand.md",
    )
    assert list(charhub.engine.containers().values()) == [charhub.image_of(bad)]
    settings = charhub.work / "smokegate.toml"
    settings.write_text(settings.read_text("utf-8").replace(" --no-build", ""), "utf-8")
    assert told(charhub, "rollback", good)[0] == 0
    assert_serves(charhub, good)

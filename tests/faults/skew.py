"""V: ways for the wrong release to answer, or two of them."""

from datetime import UTC, datetime, timedelta

from smokegate.demo.releases import find
from tests.faults import wire
from tests.faults.answers import (
    both,
    instead,
    plainly,
    replicas,
    says,
    status,
    text,
    wired,
)
from tests.faults.fault import (
    Unserved,
    configuration,
    inconclusive,
    release,
    stating,
    transient,
    warning,
)
from tests.faults.places import ALL, ENTRY, HEALTH, PAGE

_NEW, _OLD = "4be01d74be01d74be01d74be01d74be01d74be01", find("good").commit
_EXPECTED = (f"--release={_NEW}",)
_HEADER = stating('json = "release"', 'header = "x-release"')
_REQUIRED = stating("required = false                # not stated", "required = true # not stated")
_META = stating('json = "release"', 'meta = "release"')


def _in_an_hour() -> str:
    return (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="seconds")


FAULTS = (
    release(
        "V01",
        "expected",
        "another release than the expected one answers",
        {},
        "release_is_the_expected_one",
        arguments=_EXPECTED,
    ),
    release(
        "V01",
        "header",
        "another release than the expected one answers, by its header",
        {},
        "release_is_the_expected_one",
        arguments=_EXPECTED,
        contract=_HEADER,
    ),
    inconclusive(
        "V02",
        "nameless",
        "nothing says which release answers, though the contract requires it",
        {HEALTH: says(release=None)},
        "release_is_stated",
        contract=_REQUIRED,
    ),
    release(
        "V03",
        "not-deployed",
        "the old release still answers after a deploy that succeeded",
        {},
        "release_is_the_expected_one",
        arguments=("--release=5ce01d74be01d74be01d74be01d74be01d74be01",),
    ),
    release(
        "V04",
        "two",
        "two releases answer at once",
        {HEALTH: replicas(None, says(release=_NEW), None)},
        "every_replica_is_of_one_release[health]",
        samples=40,
    ),
    release(
        "V05",
        "front-and-back",
        "the page is of another release than the API",
        {PAGE: instead(_OLD, _NEW)},
        "page_is_of_the_same_release",
        contract=stating('json = "release"', 'json = "release"\npage_meta = "release"'),
    ),
    release(
        "V06",
        "chunk",
        "one replica of three has not the page's script",
        {ENTRY: replicas(None, text("404 Not Found", 404), None)},
        "every_replica_answers[script]",
        samples=40,
    ),
    transient(
        "V07",
        "dead",
        "one replica of three is dead",
        {ALL: replicas(None, wired(wire.nothing), None)},
        "every_replica_answers[health]",
        samples=40,
    ),
    transient(
        "V07",
        "failing",
        "one replica of three answers 500",
        {ALL: replicas(None, text("Internal Server Error", 500), None)},
        "every_replica_answers[health]",
        samples=40,
    ),
    warning(
        "V08",
        "clocks",
        "one replica of three has its clock an hour ahead",
        {HEALTH: replicas(None, plainly(lambda _: says(timestamp=_in_an_hour())), None)},
        "every_replica_tells_the_same_time",
        samples=40,
    ),
    release(
        "V09",
        "differs",
        "one replica of three has another database",
        {HEALTH: replicas(None, both(says(status="unhealthy"), status(503)), None)},
        "every_replica_answers[health]",
        samples=40,
    ),
    configuration(
        "V16",
        "api-version",
        "the version of the API is taken for a release",
        {HEALTH: says(release="v1")},
        "release_is_stated",
        contract=_REQUIRED,
    ),
)
UNSERVED = (
    Unserved(
        "V10",
        "stickiness hides it",
        "a note on method: samples are taken without cookies, each on a connection of its own",
    ),
    Unserved(
        "V11",
        "another deploy during the run",
        "the gate compares the release before and after; pinned in tests/verdict",
    ),
    Unserved("V12", "the rollback had no effect", "the gate verifies; pinned in tests/gate"),
    Unserved("V13", "the rollback went too far", "the gate verifies; pinned in tests/gate"),
    Unserved("V14", "the rollback broke more", "the gate verifies; pinned in tests/gate"),
    Unserved(
        "V15",
        "the release before is equally broken",
        "the gate compares with the baseline; pinned in tests/verdict",
    ),
)

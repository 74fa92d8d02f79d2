"""A release is what the deployment states in the place that the contract names."""

import pytest

from smokegate.contract import ReleaseIdentity
from smokegate.probe.observation import Answer
from smokegate.reading.release import page_problems, page_release, seen_release
from smokegate.release_id import is_same_release
from tests.reading.answers import answer, json_answer, page, said

JSON = ReleaseIdentity(json="release")
NESTED = ReleaseIdentity(json="build.git.commit")
HEADER = ReleaseIdentity(header="X-Release")
META = ReleaseIdentity(meta="release")
SHA = "3f2a91c4d5e6f708192a3b4c5d6e7f8091a2b3c4"
STAMPED = answer("ok", headers=[("x-release", SHA)])


@pytest.mark.parametrize(
    "identity, health, home, release",
    [
        (JSON, json_answer({"release": SHA}), None, SHA),
        (JSON, json_answer({"release": f" {SHA}\n"}), None, SHA),
        (JSON, json_answer({"release": SHA}, status=503), None, SHA),
        (JSON, answer(f'{{"release": "{SHA}", "a": "\xe9"}}'.encode("latin-1")), None, SHA),
        (NESTED, json_answer({"build": {"git": {"commit": SHA}}}), None, SHA),
        (HEADER, STAMPED, None, SHA),
        (HEADER, None, STAMPED, SHA),
        (HEADER, answer(), STAMPED, SHA),
        (META, None, page(f'<meta name="release" content="{SHA}">'), SHA),
        (JSON, json_answer({"release": "2026.2.13"}), None, "2026.2.13"),
        (JSON, json_answer({"release": "v1.2.3"}), None, "v1.2.3"),
        (JSON, json_answer({"release": "20260213"}), None, "20260213"),
        (JSON, json_answer({"release": "good\x1b[2J"}), None, "good\\x1b[2J"),
    ],
)
def test_release_is_read(
    identity: ReleaseIdentity, health: Answer | None, home: Answer | None, release: str
) -> None:
    """A key with dots, a header of the first answer that has it, a meta of the page."""
    assert seen_release(identity, health, home) == release


@pytest.mark.parametrize(
    "identity, health, home",
    [
        (JSON, None, None),
        (JSON, answer("ok"), None),
        (JSON, answer("<html>"), None),
        (JSON, json_answer({}), None),
        (JSON, json_answer([]), None),
        (JSON, json_answer({"release": None}), None),
        (JSON, json_answer({"release": ""}), None),
        (JSON, json_answer({"release": " "}), None),
        (JSON, json_answer({"release": {"id": SHA}}), None),
        (JSON, json_answer({"release": 1}), None),
        (JSON, json_answer({"release": "1"}), None),
        (JSON, json_answer({"release": "v1"}), None),
        (JSON, json_answer({"release": " v1 "}), None),
        (JSON, answer('{"release": "a", "release": "b"}'), None),
        (JSON, STAMPED, STAMPED),
        (NESTED, json_answer({"build": {"git": None}}), None),
        (NESTED, json_answer({"build": SHA}), None),
        (NESTED, json_answer({"build": [{"commit": SHA}]}), None),
        (HEADER, answer(headers=[("x-release", "")]), None),
        (HEADER, answer(headers=[("x-releases", SHA)]), None),
        (HEADER, answer(headers=[("x-release", "v1")]), None),
        (META, STAMPED, None),
        (META, None, page("<p>")),
        (META, None, page('<meta name="release">')),
    ],
)
def test_release_that_is_not_stated_is_none(
    identity: ReleaseIdentity, health: Answer | None, home: Answer | None
) -> None:
    """Nothing, or the version of an API, which is the same in every release."""
    assert seen_release(identity, health, home) is None


@pytest.mark.parametrize(
    "expected, seen",
    [
        (SHA, SHA),
        (SHA[:7], SHA),
        (SHA, SHA[:7]),
        (SHA[:7], SHA[:12]),
        (SHA.upper(), SHA),
        (SHA[:8].upper(), SHA),
        (f" {SHA}\n", SHA),
        ("1234567", f"1234567{SHA[7:]}"),
        ("v1.2.3", "v1.2.3"),
        ("20260213", "20260213"),
        ("Good", "Good"),
    ],
)
def test_one_release_by_two_ids(expected: str, seen: str) -> None:
    """A commit may be abbreviated, and in any case."""
    assert is_same_release(expected, seen)


@pytest.mark.parametrize(
    "expected, seen",
    [
        (SHA, "9be01d7"),
        (SHA[:6], SHA),
        (SHA[1:8], SHA),
        (f"{SHA[:7]}-dirty", SHA),
        ("v1.2.3", "v1.2.30"),
        ("v1.2.3", "V1.2.3"),
        ("1.2.3", "v1.2.3"),
        ("Good", "good"),
        ("good", "good-2"),
        pytest.param("2026021", "20260213", id="a-number-of-fewer-digits"),
        ("1234567", "12345678"),
        ("", SHA),
        (SHA, ""),
        ("", "x"),
    ],
)
def test_two_releases(expected: str, seen: str) -> None:
    """Anything else is another release."""
    assert not is_same_release(expected, seen)


OTHER = "9be01d74be01d74be01d74be01d74be01d74be01"


@pytest.mark.parametrize(
    "html, told",
    [
        (f'<meta name="release" content="{SHA}">', []),
        (f'<meta name="Release" content=" {SHA[:7]} ">', []),
        (
            f'<meta name="release" content="{OTHER}">',
            [f"meta release should be {SHA}, got {OTHER}"],
        ),
        ('<meta name="release" content="v1">', [f"meta release should be {SHA}, got none"]),
        (f'<meta name="build" content="{SHA}">', [f"meta release should be {SHA}, got none"]),
        ("", [f"meta release should be {SHA}, got none"]),
    ],
)
def test_a_page_is_held_against_the_release(html: str, told: list[str]) -> None:
    """Where the contract says that it names the same one."""
    assert said(page_problems(page(html), "release", SHA)) == told


def test_a_page_may_state_anything() -> None:
    """It is shown safely."""
    assert page_release(page('<meta name="release" content="good\x1b[2J">'), "release") == (
        "good\\x1b[2J"
    )

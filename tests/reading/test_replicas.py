"""One bad replica of three is found, noise is not, and what is fresh each time is no difference."""

import random
from collections.abc import Sequence

import pytest

from smokegate.probe.observation import Observation
from smokegate.reading.replicas import (
    Finding,
    authorization_facts,
    difference_problems,
    header_facts,
    is_absent,
    is_refusal,
    odd_ones,
    share_problems,
    trial,
    where,
)
from tests.reading.answers import answer, said, silence
from tests.reading.logins import again, start

G, B = True, False


@pytest.mark.parametrize(
    "sequence, finding, observations, failures, fewest",
    [
        pytest.param([], Finding.UNDECIDED, 0, 0, 18, id="nothing"),
        pytest.param([G] * 12, Finding.UNDECIDED, 12, 0, 6, id="a-good-dozen"),
        pytest.param([G] * 40, Finding.ACQUITTED, 18, 0, 0, id="all-good"),
        pytest.param([B] * 40, Finding.CONVICTED, 3, 3, 0, id="all-bad"),
        pytest.param([B, B], Finding.UNDECIDED, 2, 2, 37, id="two-bad"),
        pytest.param([G, G, B] * 13, Finding.CONVICTED, 12, 4, 0, id="one-of-three"),
        pytest.param([G, B] * 20, Finding.CONVICTED, 8, 4, 0, id="one-of-two"),
        pytest.param([B, *[G] * 39], Finding.ACQUITTED, 28, 1, 0, id="one-reset"),
        pytest.param([*[G] * 9, B, *[G] * 30], Finding.ACQUITTED, 28, 1, 0, id="one-reset-later"),
        pytest.param([*[G] * 18, *[B] * 9], Finding.ACQUITTED, 18, 0, 0, id="too-late"),
    ],
)
def test_trial(
    sequence: Sequence[bool], finding: Finding, observations: int, failures: int, fewest: int
) -> None:
    """It ends as soon as it is decided, and says what it needed."""
    seen = trial(sequence)
    assert (seen.finding, seen.observations, seen.failures, seen.fewest) == (
        finding,
        observations,
        failures,
        fewest,
    )


def _convicted(share: float, runs: int, seed: int) -> int:
    chance = random.Random(seed)  # noqa: S311  # a law, not a secret
    return sum(
        trial(chance.random() >= share for _ in range(40)).finding is Finding.CONVICTED
        for _ in range(runs)
    )


@pytest.mark.slow
def test_one_bad_replica_of_three_is_convicted_in_99_of_100() -> None:
    """Behind a balancer that sends each connection anywhere."""
    assert _convicted(1 / 3, 50_000, seed=1) >= 0.99 * 50_000


@pytest.mark.slow
def test_noise_of_one_in_a_hundred_convicts_fewer_than_one_endpoint_in_a_thousand() -> None:
    """A lost packet is no bad replica."""
    assert _convicted(0.01, 100_000, seed=2) <= 0.001 * 100_000


def test_half_of_the_replicas_is_hard_to_miss() -> None:
    """A quick look at the same law."""
    assert _convicted(1 / 2, 1_000, seed=3) >= 999


def test_bad_samples_are_counted_and_told() -> None:
    """With each fault, the most frequent one first."""
    faults = [None, "silence: reset", None, "status should be 2xx, got 502", "silence: reset"]
    assert said(share_problems(faults)) == [
        "every sample should be good, got 3 of 5 bad: "
        "silence: reset (2 times); status should be 2xx, got 502 (once)"
    ]
    assert said(share_problems([None] * 17 + ["silence: reset"])) == []


def test_differences_are_told_by_name() -> None:
    """With how often each was seen; what only some have is a difference too."""
    facts = [{"release": "a", "scripts": "x.js"}] * 2 + [{"release": "b", "scripts": "x.js"}] + [{}]
    assert said(difference_problems(facts)) == [
        "release should be the same on every replica, got a (2 times), b (once), none (once)",
        "scripts should be the same on every replica, got x.js (3 times), none (once)",
    ]
    assert odd_ones(facts) == [0, 2, 3]
    assert said(difference_problems(facts[:2])) == []
    assert odd_ones(facts[:2]) == []
    assert said(difference_problems([])) == []


def test_what_is_fresh_in_each_answer_is_no_difference() -> None:
    """Times, ids, nonces, states."""
    csp = "script-src 'self' 'nonce-{0}' 'sha256-{0}='; report-uri /csp?{0}"
    answers = [
        answer(
            headers=[
                ("Date", f"Fri, 13 Feb 2026 12:00:0{n} GMT"),
                ("ETag", f'"{n}"'),
                ("X-Request-Id", f"{n}"),
                ("CF-Ray", f"{n}-FRA"),
                ("Set-Cookie", f"s={n}"),
                ("Content-Security-Policy", csp.format(n)),
                ("X-Frame-Options", "DENY"),
            ]
        )
        for n in range(3)
    ]
    assert said(difference_problems([header_facts(one) for one in answers])) == []
    assert header_facts(answers[0]) == {
        "content-security-policy": "script-src 'self' ;",
        "x-frame-options": "DENY",
    }
    logins = [start(), again(nonce="1", code_challenge="x")]
    assert said(difference_problems([authorization_facts(one) for one in logins])) == []


@pytest.mark.parametrize(
    "name, value",
    [
        ("Strict-Transport-Security", "max-age=31536000"),
        ("X-Content-Type-Options", "nosniff"),
        ("Access-Control-Allow-Origin", "*"),
    ],
)
def test_a_header_that_one_replica_lacks_is_a_difference(name: str, value: str) -> None:
    """Those for security, and for other origins."""
    facts = [header_facts(answer(headers=[(name, value)])), header_facts(answer())]
    assert said(difference_problems(facts)) == [
        f"{name.lower()} should be the same on every replica, got {value} (once), none (once)"
    ]


def test_another_client_id_is_a_difference() -> None:
    """What a login is begun with is configuration."""
    facts = [authorization_facts(start()), authorization_facts(start(client_id="42"))]
    assert said(difference_problems(facts)) == [
        "client_id should be the same on every replica, "
        "got 123456789012-abcdef0123.apps.googleusercontent.com (once), 42 (once)"
    ]


NGINX_LIMIT = (
    b"<html><head><title>503 Service Temporarily Unavailable</title></head><body><center><h1>"
    b"503 Service Temporarily Unavailable</h1></center><hr><center>nginx/1.22.1</center></body>"
)


@pytest.mark.parametrize(
    "one, is_one",
    [
        (answer(), False),
        (answer(status=503), False),
        (answer(status=403), True),
        (answer(status=429), True),
        (answer(NGINX_LIMIT, status=503), True),
        (answer(NGINX_LIMIT, status=500), False),
        (answer(b"503 Service Temporarily Unavailable", status=503), False),
        (answer(status=403, headers=[("cf-mitigated", "challenge")]), True),
        (silence(), False),
    ],
)
def test_refusal(one: Observation, is_one: bool) -> None:
    """Who asks too often learns nothing of a replica, and accuses none."""
    assert is_refusal(one) is is_one


def test_absent_is_what_no_replica_has() -> None:
    """One replica that has it makes the others broken."""
    gone = answer(status=404)
    assert is_absent([gone, answer(status=405)])
    assert not is_absent([gone, answer(status=302)])
    assert not is_absent([gone, silence()])
    assert not is_absent([])


def test_where_says_what_was_sampled() -> None:
    """The request, how many, and the longest wait."""
    assert where([answer(), silence()]) == "GET / -> 2 samples, the longest in 10.00 s"
    assert where([]) == "no sample"

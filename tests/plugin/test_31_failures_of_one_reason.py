"""Item 31: failures of one reason are shown once, and nobody says "every request" of one of 59."""

import pytest

from smokegate.grouping import reason_of, shown_once

REFUSED = " -> silence: connection refused, nothing listens there"


@pytest.mark.parametrize(
    "sentences, shown",
    [
        pytest.param([f"GET /a{REFUSED}"], f"GET /a{REFUSED}", id="one-request"),
        pytest.param([f"GET /a{REFUSED}"] * 3, f"GET /a{REFUSED}", id="one-request-of-many-checks"),
        pytest.param(
            [f"GET /a{REFUSED}", f"GET /b{REFUSED}"], f"GET /a and 1 more{REFUSED}", id="two"
        ),
        pytest.param(["GET / -> 503: redis"] * 2, "GET / -> 503: redis", id="answers"),
        pytest.param(["first\nGET /" + REFUSED], "first\nGET /" + REFUSED, id="several-lines"),
        pytest.param([""], "", id="nothing"),
    ],
)
def test_it_names_the_requests_that_met_it(sentences: list[str], shown: str) -> None:
    """The first one, and how many more there are."""
    assert len({reason_of(sentence) for sentence in sentences}) == 1
    assert shown_once(sentences) == shown


def test_two_kinds_of_silence_are_two_reasons() -> None:
    """So are two answers."""
    sentences = [f"GET /{REFUSED}", "GET / -> silence: reset", "GET / -> 503", "GET / -> 502"]
    assert len({reason_of(sentence) for sentence in sentences}) == 4

"""HEAD may be refused but should not crash; a connection may be closed but should not be cut."""

from dataclasses import replace

import pytest

from smokegate.probe.observation import Ask, Kind, Observation
from smokegate.reading.protocol import head_problems, reuse_problems
from tests.reading.answers import ORIGIN, answer, said, silence

SECOND = Ask(url=f"{ORIGIN}/", is_second=True)
CUT = replace(silence("the connection was closed without an answer"), kind=Kind.RESET, ask=SECOND)


@pytest.mark.parametrize(
    "page, head, told",
    [
        pytest.param(200, 500, ["status should be 200 as of GET, got 500"], id="crashes"),
        pytest.param(200, 502, ["status should be 200 as of GET, got 502"], id="bad-gateway"),
        pytest.param(302, 503, ["status should be 302 as of GET, got 503"], id="redirect"),
        pytest.param(200, 200, [], id="alike"),
        pytest.param(200, 405, [], id="not-allowed"),
        pytest.param(200, 501, [], id="not-implemented"),
        pytest.param(200, 404, [], id="not-found"),
        pytest.param(200, 403, [], id="forbidden"),
        pytest.param(500, 500, [], id="get-crashes-too"),
        pytest.param(503, 500, [], id="get-fails-too"),
    ],
)
def test_head(page: int, head: int, told: list[str]) -> None:
    """Only a crash that GET does not have is told."""
    assert said(head_problems(answer(status=page), answer(status=head))) == told


def test_a_connection_that_is_cut_is_told() -> None:
    """With what it is that broke."""
    assert said(reuse_problems(CUT)) == [
        "a second request should be answered on the connection of the first (keep-alive), "
        "got silence: the connection was closed without an answer"
    ]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(answer(), id="answered"),
        pytest.param(answer(status=503), id="badly"),
        pytest.param(replace(CUT, kind=Kind.TIMEOUT), id="late"),
        pytest.param(replace(CUT, kind=Kind.PROTOCOL), id="nonsense"),
        pytest.param(replace(CUT, ask=replace(SECOND, is_second=False)), id="the-first-was-cut"),
    ],
)
def test_other_ends_say_nothing_of_it(second: Observation) -> None:
    """Of an answer, and of silence that has other causes, other checks tell."""
    assert said(reuse_problems(second)) == []

"""JSON is read as strictly as a verdict needs it."""

import sys

import pytest

from smokegate.reading.json_body import MAX_BYTES, MAX_DEPTH, MalformedError, parse


@pytest.mark.parametrize(
    "body, value",
    [
        (b'{"status": "ok"}', {"status": "ok"}),
        (b" \r\n[1, 2.5, null]\n", [1, 2.5, None]),
        (b"true", True),
        (b'"pong"', "pong"),
        pytest.param(b'\xef\xbb\xbf{"status": "ok"}', {"status": "ok"}, id="byte-order-mark"),
        pytest.param('{"é": "ação"}'.encode(), {"é": "ação"}, id="utf-8"),
        pytest.param(b'{"a": {"b": 1}, "c": {"b": 1}}', {"a": {"b": 1}, "c": {"b": 1}}, id="names"),
        pytest.param(b'"\\ud800"', "\ud800", id="half-a-surrogate-pair"),
    ],
)
def test_json_is_read(body: bytes, value: object) -> None:
    """What RFC 8259 allows, and the mark that some servers put first."""
    assert parse(body) == value


@pytest.mark.parametrize(
    "body, fault",
    [
        pytest.param(b"", "not JSON (expecting value at character 0)", id="empty"),
        pytest.param(b"<html>", "not JSON (expecting value at character 0)", id="html"),
        pytest.param(
            b'{"status": "ok"', "not JSON (expecting ',' delimiter at character 15)", id="cut"
        ),
        pytest.param(b'{"a": 1}{"a": 1}', "not JSON (extra data at character 8)", id="two-of-them"),
        pytest.param(b"{} nginx", "not JSON (extra data at character 3)", id="proxy-footer"),
        pytest.param(b'{"s":"\xe9"}', "JSON that is not UTF-8 at byte 6", id="latin-1"),
        pytest.param('{"s":1}'.encode("utf-16"), "JSON that is not UTF-8 at byte 0", id="utf-16"),
        pytest.param(
            b'{"status": "error", "status": "ok"}', "JSON that says 'status' twice", id="twice"
        ),
        pytest.param(
            b'{"checks": {"redis": "error", "a": 1, "redis": "ok"}}',
            "JSON that says 'redis' twice",
            id="twice-inside",
        ),
        pytest.param(
            b'{"a\\n": 1, "a\\n": 2}', "JSON that says 'a\\n' twice", id="twice-two-lines"
        ),
        pytest.param(b'{"a": NaN}', "JSON with NaN, which JSON does not have", id="nan"),
        pytest.param(
            b'{"a": -Infinity}', "JSON with -Infinity, which JSON does not have", id="inf"
        ),
        pytest.param(b"[" * 100_000, "JSON that is nested too deeply", id="depth-100000"),
        pytest.param(b'{"a":' * 100_000, "JSON that is nested too deeply", id="depth-of-objects"),
        pytest.param(
            b"9" * 5000, "JSON with a number that is too long", id="number-of-5000-digits"
        ),
        pytest.param(
            b'"' + b"a" * MAX_BYTES + b'"',
            f"JSON of {MAX_BYTES + 2} bytes is over the cap of {MAX_BYTES}",
            id="too-large",
        ),
    ],
)
def test_doubtful_json_is_refused(body: bytes, fault: str) -> None:
    """What could be read in two ways is not read at all."""
    with pytest.raises(MalformedError) as caught:
        parse(body)
    assert str(caught.value) == fault


@pytest.mark.parametrize("opening, closing", [("[", "]"), ('{"a":', "}")])
def test_depth_has_a_limit_that_no_reader_runs_into(opening: str, closing: str) -> None:
    """Readers that follow the nesting never run out of stack."""
    deepest = f"{opening * MAX_DEPTH}1{closing * MAX_DEPTH}"
    assert parse(deepest.encode())
    for depth in (MAX_DEPTH + 1, *range(900, sys.getrecursionlimit())):
        with pytest.raises(MalformedError, match="JSON that is nested too deeply"):
            parse(f"{opening * depth}1{closing * depth}".encode())

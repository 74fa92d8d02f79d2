"""Whatever happens to the text of a contract: it loads, or is refused in one line."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smokegate.contract_file import load_contract
from smokegate.errors import ConfigurationError

SHIPPED = Path("smoke/charhub.toml").read_bytes()
LINES = SHIPPED.splitlines(keepends=True)
VALUES = [found.span(1) for found in re.finditer(rb"(?m)^[\w.]+ = ([^#\n]*[^#\s])", SHIPPED)]

mutated = settings(
    max_examples=400,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# quoted as TOML quotes: nothing but the escapes that JSON and TOML share, and \uXXXX
texts = st.text(max_size=30).map(lambda text: '"' + "".join(f"\\U{ord(c):08x}" for c in text) + '"')
scalars = st.one_of(
    texts,
    st.integers().map(str),
    st.integers(0, 999).map(str),
    st.floats().map(lambda number: repr(number).replace("e", "e")),
    st.sampled_from(["true", "false", "2026-01-31", "08:00:00", "2026-01-31T08:00:00Z"]),
    st.sampled_from(['"/"', '"("', '"#root"', '"critical"', '"https://a.example/*"', '"a,"']),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(texts, inner, max_size=2).map(
            lambda items: "{" + ", ".join(f"{key} = {item}" for key, item in items.items()) + "}"
        )
    ),
    max_leaves=4,
)


def holds(folder: Path, text: bytes) -> None:
    """The law: a contract, or one line that begins with the path."""
    file = folder / "charhub.toml"
    file.write_bytes(text)
    try:
        load_contract(file)
    except ConfigurationError as err:
        told = str(err)
        assert told.startswith(f"{file}: ")
        assert len(told.splitlines()) == 1
        assert told.isprintable()


@mutated
@given(cut=st.integers(0, len(SHIPPED)))
def test_cut_anywhere(cut: int, tmp_path: Path) -> None:
    """A file that was half written."""
    holds(tmp_path, SHIPPED[:cut])


@mutated
@given(at=st.integers(0, len(SHIPPED) - 1), byte=st.integers(0, 255))
def test_a_byte_flipped(at: int, byte: int, tmp_path: Path) -> None:
    """A file that was damaged."""
    holds(tmp_path, SHIPPED[:at] + bytes([byte]) + SHIPPED[at + 1 :])


@mutated
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["delete", "duplicate", "move", "replace"]),
            st.integers(0, len(LINES) - 1),
            st.integers(0, len(LINES) - 1),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_lines_lost_doubled_and_moved(steps: list[tuple[str, int, int]], tmp_path: Path) -> None:
    """A file that was merged badly."""
    lines = list(LINES)
    for what, at, other in steps:
        at, other = at % len(lines), other % len(lines)
        match what:
            case "delete":
                del lines[at]
            case "duplicate":
                lines.insert(other, lines[at])
            case "move":
                lines.insert(other, lines.pop(at))
            case _:
                lines[at] = lines[other]
    holds(tmp_path, b"".join(lines))


@mutated
@given(where=st.sampled_from(VALUES), value=values)
def test_a_value_replaced(where: tuple[int, int], value: str, tmp_path: Path) -> None:
    """A file that was filled in by somebody who guessed."""
    begin, end = where
    holds(tmp_path, SHIPPED[:begin] + value.encode() + SHIPPED[end:])


@mutated
@given(at=st.integers(0, len(LINES)), key=texts, value=values)
def test_a_key_added(at: int, key: str, value: str, tmp_path: Path) -> None:
    """A file with a key that nobody knows."""
    added = f"{key} = {value}\n".encode()
    holds(tmp_path, b"".join([*LINES[:at], added, *LINES[at:]]))


@mutated
@given(text=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_something_else_entirely(text: bytes, tmp_path: Path) -> None:
    """A file that never was a contract."""
    holds(tmp_path, text)


@pytest.mark.parametrize("number", range(len(LINES)))
def test_each_line_deleted_and_doubled(number: int, tmp_path: Path) -> None:
    """Every single line may be the one."""
    holds(tmp_path, b"".join(LINES[:number] + LINES[number + 1 :]))
    holds(tmp_path, b"".join(LINES[:number] + LINES[number : number + 1] + LINES[number:]))

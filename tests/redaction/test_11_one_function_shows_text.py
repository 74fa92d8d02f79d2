"""Item 11: what is shown should command neither a terminal nor a CI server, wherever it is from."""

import io
import json
import re
import sys
from pathlib import Path

import pytest

from smokegate.cli import main
from smokegate.cli.say import say, say_json, table
from smokegate.redact import shown, shown_lines
from smokegate.verdict.evidence import read

COMMANDS = [
    pytest.param("::error::owned", id="github"),
    pytest.param("  ::stop-commands::word", id="github-after-spaces"),
    pytest.param("\u3000::add-mask::word", id="github-after-a-wide-space"),
    pytest.param("\x1b[0m::set-output name=x::y", id="github-after-a-colour"),
    pytest.param("a ##[error]owned", id="github-anywhere"),
    pytest.param("a ##vso[task.complete result=Succeeded]", id="azure"),
    pytest.param("##teamcity[buildStatus status='SUCCESS']", id="teamcity"),
    pytest.param("\x1b[0Ksection_start:1:a\r\x1b[0Kowned", id="gitlab"),
    pytest.param("\x1b[8mha:AAAA\x1b[0m", id="jenkins"),
    pytest.param("a\x1b[2J\x1b]0;title\x07", id="terminal"),
    pytest.param("a\x9b2Jb\x90c\x85d", id="c1"),
    pytest.param("PASSED\rFAILED", id="carriage-return"),
    pytest.param("a\x08\x08\x7fb\x00", id="backspace"),
    pytest.param("\u202eb\u202a\u202b\u202c\u202d", id="bidi-embedding"),
    pytest.param("\u2066a\u2067b\u2068c\u2069", id="bidi-isolates"),
    pytest.param("a\u200eb\u200fc\u061cd", id="bidi-marks"),
    pytest.param("a\u200bb\u2060c\ufeffd\u00ade", id="invisible"),
    pytest.param("a\u2028::error::b\u2029::error::c", id="line-separators"),
    pytest.param("a\x0b::error::b\x0c::error::c\x1c::error::d", id="other-line-ends"),
    pytest.param("a\ud800b\udfff", id="lone-surrogates"),
    pytest.param("\U000e0041a\U000e0001", id="tags"),
]
_OBEYED = re.compile(r"^\s*::|::(?:error|stop-commands|set-output|add-mask)|##\w*\[", re.MULTILINE)


def assert_harmless(text: str) -> None:
    """Each line is printable and no command."""
    assert all(line.isprintable() for line in text.split("\n")), ascii(text)
    assert not _OBEYED.search(text), ascii(text)


@pytest.mark.parametrize("text", COMMANDS)
def test_item_11_one_line_is_harmless(text: str) -> None:
    """In a sentence, and as one."""
    for each in (text, f"a\n{text}", f"{text}\n{text}"):
        assert_harmless(shown(each))
        assert "\n" not in shown(each)


@pytest.mark.parametrize("text", COMMANDS)
def test_item_11_lines_are_harmless(text: str) -> None:
    """In a block of lines, whose lines stay."""
    assert_harmless(shown_lines(f"first\n{text}\nlast"))
    lines = shown_lines(f"first\n{text}\nlast").split("\n")
    assert (lines[0], lines[-1], len(lines)) == ("first", "last", 3)


@pytest.mark.parametrize("text", COMMANDS)
def test_item_11_what_a_command_says_is_harmless(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sentences, errors, tables and JSON."""
    say(f"a\n{text}")
    say(text, is_error=True)
    say_json({text: [text]})
    table(("a",), [(text,)])
    printed = capsys.readouterr()
    assert_harmless(printed.out)
    assert_harmless(printed.err)
    assert json.loads(printed.out.split("\n")[2])


@pytest.mark.parametrize("text", COMMANDS)
def test_item_11_a_foreign_report_commands_nobody(
    text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`judge` on what another tool wrote: names, messages, properties."""
    xml = text.encode("utf-8", "replace").decode().translate(dict.fromkeys(range(32), "&#9;"))
    xml = xml.translate({0xFFFE: None, 0xFFFF: None}).replace("'", "&apos;")
    (tmp_path / "a.xml").write_text(
        f"<testsuite name='{xml}' failures='2' tests='9'>"
        f"<properties><property name='smokegate.release.seen' value='{xml}'/></properties>"
        f"<testcase classname='{xml}' name='{xml}'><failure message='{xml}'>{xml}</failure>"
        f"</testcase></testsuite>",
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["smokegate", "judge", "a.xml", "a.xml", "a.xml"])
    with pytest.raises(SystemExit):
        main()
    printed = capsys.readouterr()
    assert_harmless(printed.out)
    assert_harmless(printed.err)
    decided = (tmp_path / "reports/verdict.json").read_text("utf-8")
    assert_harmless(decided)


def test_item_11_a_name_is_the_same_in_plan_and_case() -> None:
    """What is shown of an id does not keep it from being found in the plan."""
    name = "test_a[::error::x]"
    report = (
        "<testsuite><properties><property name='smokegate.run' value='r'/>"
        f"<property name='smokegate.planned' value='a.py::{name}'/>"
        "<property name='smokegate.finished' value='2026-01-01T00:00:00+00:00'/></properties>"
        f"<testcase classname='a' name='{name}'/></testsuite>"
    )
    evidence = read(report.encode(), name="a", exit_status=0, run="r")
    assert list(evidence.checks) == [f"a.py::{name}"]


def test_item_11_a_terminal_of_ascii_gets_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that the terminal does not have changes no exit code."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    say("naïve \ud800")
    assert raw.getvalue() == b"na\\xefve \\xd800\n"

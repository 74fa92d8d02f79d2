"""The tree of an XML report; hostile or broken XML is refused with one exception."""

import re
import xml.etree.ElementTree as ET
from typing import Any

import junitparser
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from smokegate.redact import shown
from smokegate.verdict.outcome import Kind
from smokegate.verdict.wording import LONGEST_SENTENCE

LARGEST_REPORT = 32 * 1024 * 1024
_DEEPEST = 50
_MOST_ELEMENTS = 200_000

# junitparser says that it is typed, but its functions are not.
_junit: Any = junitparser

# What expat calls a document that ends where it should go on: no element found, unclosed token,
# partial character, unclosed CDATA section.
_ENDS_EARLY = {3, 5, 6, 20}
# ... and one with a character that XML 1.0 (section 2.2) forbids: as it is, and as a reference.
_FORBIDS = {4, 14}
_FORBIDDEN = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}));")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)""")


class UnreadableError(ValueError):
    """The bytes are no JUnit report; the text says why, `kind` what that makes of the verdict."""

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def root_of(report: bytes | None) -> tuple[ET.Element, bool]:
    """The root of the report, and whether characters that XML forbids were replaced to read it.

    Raises UnreadableError for bytes that are absent, too large, cut, no XML or no JUnit.
    """
    given = _checked(report)
    try:
        return _root(given), False
    except _ForbiddenCharacterError as err:
        mended = _mended(given)
        if mended == given:
            raise
        try:
            return _root(mended), True
        except _ForbiddenCharacterError:
            raise err from None


class _ForbiddenCharacterError(UnreadableError):
    """It may be well-formed but for a character that no XML may hold."""


def _checked(report: bytes | None) -> bytes:
    if report is None:
        text = "no report was written, so this proves nothing"
        raise UnreadableError(Kind.INCOMPLETE, text)
    if not report.strip():
        text = "is empty; the run was cut short, so this proves nothing"
        raise UnreadableError(Kind.INCOMPLETE, text)
    if len(report) > LARGEST_REPORT:
        text = f"is {len(report)} bytes, more than the {LARGEST_REPORT} that are read"
        raise UnreadableError(Kind.HARNESS, text)
    return report


def _root(report: bytes) -> ET.Element:
    parser = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(report)
        root: ET.Element = parser.close()
        if root.tag != "testcase":
            _junit.JUnitXml.fromroot(root)
    except UnreadableError:
        raise
    except ET.ParseError as err:
        if err.code in _ENDS_EARLY:
            where = "line {}, column {}".format(*err.position)
            text = f"ends early ({where}); the report was cut, so this proves nothing"
            raise UnreadableError(Kind.INCOMPLETE, text) from err
        kind = _ForbiddenCharacterError if err.code in _FORBIDS else UnreadableError
        raise kind(Kind.HARNESS, f"is not well-formed XML: {err}") from err
    except DefusedXmlException as err:
        text = "declares a document type or entities, which no JUnit report needs; refused"
        raise UnreadableError(Kind.HARNESS, text) from err
    except junitparser.JUnitXmlError as err:
        text = f"is not a JUnit report: its root is <{shown(root.tag)}>, not <testsuites>"
        raise UnreadableError(Kind.HARNESS, text) from err
    except Exception as err:  # whatever a parser makes of hostile bytes is a fault of the report
        text = f"cannot be read as XML: {shown(f'{type(err).__name__}: {err}', LONGEST_SENTENCE)}"
        raise UnreadableError(Kind.HARNESS, text) from err
    return root


class _Builder(ET.TreeBuilder):
    """Builds the tree without namespaces, and not one that would exhaust stack, memory or time."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[str] = []
        self.elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        name = tag.rpartition("}")[2]
        self.elements += 1
        if len(self.path) == _DEEPEST or self.elements > _MOST_ELEMENTS:
            text = f"nests deeper than {_DEEPEST} or holds more than {_MOST_ELEMENTS} elements"
            raise UnreadableError(Kind.HARNESS, text)
        if name == "testcase" and name in self.path:
            raise UnreadableError(Kind.HARNESS, "holds a test case inside of a test case")
        self.path.append(name)
        return super().start(name, attrs)

    def end(self, tag: str, /) -> ET.Element:  # noqa: ARG002  ours has no namespace
        # only the builder that is written in Python compares the name
        return super().end(self.path.pop())  # pragma: no mutate


def _mended(report: bytes) -> bytes:
    """The report with a question mark for each character that XML forbids.

    Node's own reporter writes colours as they are, and so do many that are made at home.
    """
    declared = _DECLARED.match(report)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        text = report.decode(encoding, "replace")
        return _FORBIDDEN.sub("?", _REFERENCE.sub(_allowed, text)).encode(encoding, "replace")
    except LookupError:
        return report


def _allowed(reference: re.Match[str]) -> str:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    is_allowed = number <= 0x10FFFF and not _FORBIDDEN.match(chr(number))
    return reference[0] if is_allowed else "?"

"""JUnit XML of any tool, as records; hostile or broken XML is refused with one exception."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import junitparser
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from smokegate.redact import shown
from smokegate.verdict.check import CheckOutcome
from smokegate.verdict.outcome import Kind
from smokegate.verdict.wording import LONGEST_SENTENCE, first_line, plain

Result = junitparser.Failure | junitparser.Error | junitparser.Skipped

LARGEST_REPORT = 32 * 1024 * 1024
_DEEPEST = 50
_MOST_ELEMENTS = 200_000

# junitparser says that it is typed, but its functions are not.
_junit: Any = junitparser

# What expat calls a document that ends where it should go on: no element found, unclosed token,
# partial character, unclosed CDATA section.
_ENDS_EARLY = {3, 5, 6, 20}

# Some tools say it in an attribute (googletest: status="notrun") and leave out the element.
_SAYS_SKIPPED = {"notrun", "skipped", "suppressed", "disabled", "ignored", "pending"}
_SAYS_BROKEN = {"failed", "failure", "fail", "error", "broken"}

_WORST_FIRST = (CheckOutcome.FAILED, CheckOutcome.ERROR, CheckOutcome.SKIPPED)


class UnreadableError(ValueError):
    """The bytes are no JUnit report; the text says why, `kind` what that makes of the verdict."""

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One <testcase>. An empty name is what an interrupted pytest leaves.

    is_uncollected: it stands for a file or folder of checks that pytest could not read, or skipped.
    """

    classname: str
    name: str
    outcome: CheckOutcome
    is_expected_failure: bool = False
    is_uncollected: bool = False
    sentence: str = ""
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A counter of a suite that promises more than the suite holds."""

    suite: str
    thing: str
    claimed: str
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report: its test cases wherever they are nested, and what its suites say of it.

    strays: how many failures and errors stand outside of every test case.
    """

    cases: tuple[Case, ...]
    properties: tuple[tuple[str, str], ...]
    claims: tuple[Claim, ...]
    strays: int


def parse(report: bytes | None) -> Document:
    """The report's test cases, properties and broken claims.

    Raises UnreadableError for bytes that are absent, too large, cut, no XML or no JUnit.
    """
    root = _root(_checked(report))
    suites = list(root.iter("testsuite"))
    claimants = [root, *suites] if root.tag == "testsuites" else suites
    return Document(
        cases=tuple(_case(element) for element in root.iter("testcase")),
        properties=tuple(
            (each.name or "", each.value or "")
            for suite in suites
            for each in _junit.TestSuite.fromelem(suite).properties()
        ),
        claims=tuple(claim for suite in claimants for claim in _broken_claims(suite)),
        strays=len(_broken(root)) - len(set().union(*map(_broken, root.iter("testcase")))),
    )


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
        _junit.JUnitXml.fromroot(root)
    except UnreadableError:
        raise
    except ET.ParseError as err:
        if err.code in _ENDS_EARLY:
            where = "line {}, column {}".format(*err.position)
            text = f"ends early ({where}); the report was cut, so this proves nothing"
            raise UnreadableError(Kind.INCOMPLETE, text) from err
        raise UnreadableError(Kind.HARNESS, f"is not well-formed XML: {err}") from err
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


def _broken(element: ET.Element) -> set[ET.Element]:
    return {*element.iter("failure"), *element.iter("error")}


def _case(element: ET.Element) -> Case:
    case = _junit.TestCase.fromelem(element)
    results: dict[CheckOutcome, Any] = {}
    for result in case.result:
        results.setdefault(_outcome_of(result), result)
    outcome = min(results, key=_WORST_FIRST.index, default=_stated(element))
    result = results.get(outcome)
    held = case.child(_junit.Properties)
    properties = {each.name or "": each.value or "" for each in held or ()}
    return Case(
        classname=plain(case.classname or ""),
        name=plain(case.name or ""),
        outcome=outcome,
        is_expected_failure=result is not None and result.type == "pytest.xfail",
        is_uncollected=result is not None and _is_uncollected(result),
        sentence="" if result is None else _sentence(result, is_of_body="harness" in properties),
        properties=properties,
    )


def _is_uncollected(result: Result) -> bool:
    """What pytest says of a file or folder, which is no check."""
    return result.message in ("collection failure", "collection skipped")


def _outcome_of(result: Result) -> CheckOutcome:
    if isinstance(result, junitparser.Failure):
        return CheckOutcome.FAILED
    return CheckOutcome.ERROR if isinstance(result, junitparser.Error) else CheckOutcome.SKIPPED


def _stated(element: ET.Element) -> CheckOutcome:
    said = {word.lower() for key, word in element.items() if key in ("status", "result")}
    if said & _SAYS_BROKEN:
        return CheckOutcome.ERROR
    return CheckOutcome.SKIPPED if said & _SAYS_SKIPPED else CheckOutcome.PASSED


def _sentence(result: Result, *, is_of_body: bool) -> str:
    """is_of_body: our plugin lets pytest write what broke in a body as an error of the set-up."""
    message = first_line(result.message or "")
    if is_of_body:
        message = message.removeprefix('failed on setup with "').removesuffix('"')
    text = result.text or ""
    if not message or _is_uncollected(result):
        # pytest marks the line that says what went wrong
        marked = (line for line in text.splitlines() if line.startswith("E  "))
        told = next(marked, text).removeprefix("E  ")
        message = (
            first_line(told)
            or message
            or shown(result.type or "", LONGEST_SENTENCE)
            or "no message"
        )
    return message.removeprefix("AssertionError: ").removeprefix("Failed: ")


def _broken_claims(suite: ET.Element) -> Iterator[Claim]:
    """What the counters promise and the suite does not hold.

    Fewer than held is honest: a retried test is counted once and written twice. pytest counts a
    test that passed and then broke in its teardown twice. Newman's <testsuites> counts scripts.
    """
    held = {tag: sum(1 for _ in suite.iter(tag)) for tag in ("testcase", "failure", "error")}
    most = {
        "tests": held["testcase"] + held["error"],
        "failures": held["failure"],
        "errors": held["error"],
    }
    if suite.tag == "testsuites":
        del most["tests"]
    for thing, number in most.items():
        claimed = shown(suite.get(thing, "")) or "0"
        if not claimed.isdecimal() or int(claimed[:18]) > number:
            found = held["testcase"] if thing == "tests" else number
            name = shown(suite.get("name", "")) or suite.tag
            yield Claim(suite=name, thing=thing, claimed=claimed, held=found)

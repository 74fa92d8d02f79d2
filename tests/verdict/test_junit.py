"""JUnit XML as tools write it: results, sentences, counters, and documents that are refused."""

import pytest

from smokegate.verdict.check import CheckId, CheckOutcome
from smokegate.verdict.evidence import Evidence, read
from smokegate.verdict.junit import Claim, parse
from smokegate.verdict.outcome import Kind
from smokegate.verdict.plan import planned_checks
from smokegate.verdict.wording import first_line, named, plain, times, told
from smokegate.verdict.xml_tree import LARGEST_REPORT, UnreadableError


def _case(inner: str, attributes: str = "") -> bytes:
    return f'<testsuite><testcase name="x" {attributes}>{inner}</testcase></testsuite>'.encode()


def _read(given: bytes) -> Evidence:
    return read(given, name="a.xml", exit_status=None, run=None)


@pytest.mark.parametrize(
    "inner, sentence",
    [
        pytest.param('<failure message="down"/>', "down", id="message"),
        pytest.param('<failure message="AssertionError: down"/>', "down", id="assert"),
        pytest.param('<failure message="Failed: down"/>', "down", id="pytest-fail"),
        pytest.param('<failure message="down Failed: "/>', "down Failed:", id="not-in-the-end"),
        pytest.param("<failure>\n  down\nmore</failure>", "down", id="first-line-of-the-text"),
        pytest.param(
            "<failure>def f():\nE   KeyError: 1\nE   more</failure>", "KeyError: 1", id="marked"
        ),
        pytest.param('<failure type="TimeoutError"/>', "TimeoutError", id="type"),
        pytest.param('<failure message="  " type="t">down</failure>', "down", id="blank-message"),
        pytest.param("<failure/>", "no message", id="nothing"),
        pytest.param(
            '<error message="collection failure">E   ImportError: x</error>',
            "ImportError: x",
            id="uncollected",
        ),
        pytest.param(
            '<error message="collection failure" type="t"/>', "collection failure", id="why-unknown"
        ),
    ],
)
def test_a_failure_has_one_sentence(inner: str, sentence: str) -> None:
    """The message, else what pytest marks, else the first line, else the type."""
    (case,) = parse(_case(inner)).cases
    assert case.sentence == sentence
    assert case.is_uncollected is ("collection failure" in inner)


@pytest.mark.parametrize(
    "inner, outcome",
    [
        pytest.param("", CheckOutcome.PASSED, id="nothing"),
        pytest.param("<skipped/>", CheckOutcome.SKIPPED, id="skipped"),
        pytest.param("<skipped/><error/>", CheckOutcome.ERROR, id="error-over-skip"),
        pytest.param("<error/><failure/>", CheckOutcome.FAILED, id="failure-over-error"),
        pytest.param("<failure/><skipped/>", CheckOutcome.FAILED, id="failure-over-skip"),
    ],
)
def test_of_several_results_the_worst_counts(inner: str, outcome: CheckOutcome) -> None:
    """A test case that failed and was skipped has failed, in whatever order it says so."""
    assert parse(_case(inner)).cases[0].outcome is outcome


@pytest.mark.parametrize("key", ["status", "result"])
@pytest.mark.parametrize(
    "word, outcome",
    [
        *((word, CheckOutcome.SKIPPED) for word in ("notrun", "Skipped", "suppressed")),
        *((word, CheckOutcome.SKIPPED) for word in ("disabled", "ignored", "PENDING")),
        *((word, CheckOutcome.SKIPPED) for word in ("not-run", "Not_Run", "todo")),
        *((word, CheckOutcome.FAILED) for word in ("failed", "Failure", "fail")),
        *((word, CheckOutcome.ERROR) for word in ("error", "Broken")),
        ("run", CheckOutcome.PASSED),
    ],
)
def test_what_an_attribute_says(key: str, word: str, outcome: CheckOutcome) -> None:
    """Where no element says how a test case ended, status and result are believed."""
    assert parse(_case("", f'{key}="{word}"')).cases[0].outcome is outcome


def test_a_property_without_name_or_value_is_empty() -> None:
    """Half a property is no reason to refuse a report."""
    half = '<properties><property name="a"/><property value="b"/></properties>'
    document = parse(f'<testsuite>{half}<testcase name="x">{half}</testcase></testsuite>'.encode())
    assert document.properties == (("a", ""), ("", "b"))
    assert document.cases[0].properties == {"a": "", "": "b"}


@pytest.mark.parametrize(
    "attributes, inner, claims",
    [
        pytest.param('tests="1"', "", (), id="right"),
        pytest.param("", "", (), id="none"),
        pytest.param('tests="0"', "", (), id="fewer"),
        pytest.param('tests="2"', "<error/>", (), id="teardown-counted-twice"),
        pytest.param(
            'tests="3"',
            "<error/>",
            (Claim(suite="testsuite", thing="tests", claimed="3", held=1),),
            id="more-tests",
        ),
        pytest.param(
            'name="s" failures="2"',
            "<failure/>",
            (Claim(suite="s", thing="failures", claimed="2", held=1),),
            id="more-failures",
        ),
        pytest.param('name="s" errors="1"', "<failure/>", (), id="failures-counted-as-errors"),
        pytest.param(
            'name="s" failures="1" errors="1"',
            "<failure/>",
            (Claim(suite="s", thing="errors", claimed="1 failures and 1", held=1),),
            id="more-of-both",
        ),
        pytest.param('tests="2" failures="2"', "<failure/><rerunFailure/>", (), id="reruns"),
        pytest.param('name="pytest" tests="5"', "", (), id="subtests-of-pytest"),
        pytest.param(
            'name="s" errors="many"',
            "",
            (Claim(suite="s", thing="errors", claimed="many", held=0),),
            id="no-number",
        ),
        pytest.param(
            f'name="s" failures="{"0" * 18}1"', "", (), id="only-eighteen-digits-are-read"
        ),
    ],
)
def test_a_counter_that_promises_more_is_a_claim(
    attributes: str, inner: str, claims: tuple[Claim, ...]
) -> None:
    """Fewer than held is honest; more is a sign of what was lost."""
    given = f'<testsuite {attributes}><testcase name="x">{inner}</testcase></testsuite>'.encode()
    assert parse(given).claims == claims


def test_the_counters_of_the_root_are_read_too() -> None:
    """All but its tests, of which newman counts scripts."""
    case = '<testsuite name="s"><testcase name="x"/></testsuite>'
    given = f'<testsuites tests="9" failures="1" errors="0">{case}</testsuites>'
    claim = Claim(suite="testsuites", thing="failures", claimed="1", held=0)
    assert parse(given.encode()).claims == (claim,)
    nested = f'<testsuite><testsuite tests="2">{case}</testsuite></testsuite>'
    assert [each.thing for each in parse(nested.encode()).claims] == ["tests"]


@pytest.mark.parametrize("tag", ["failure", "error"])
def test_a_result_outside_of_every_test_case_is_a_stray(tag: str) -> None:
    """It belongs to no check, and is not lost."""
    given = f'<testsuite><{tag}/><testcase name="x"><{tag}/></testcase></testsuite>'.encode()
    assert parse(given).strays == 1


@pytest.mark.parametrize(
    "given, kind, text",
    [
        pytest.param(
            b'<!DOCTYPE testsuite><testsuite><testcase name="x"/></testsuite>',
            Kind.HARNESS,
            "declares a document type or entities, which no JUnit report needs; refused",
            id="document-type",
        ),
        pytest.param(
            b'<testsuite><testcase name="x"><system-out><testcase name="y"/></system-out>'
            b"</testcase></testsuite>",
            Kind.HARNESS,
            "holds a test case inside of a test case",
            id="nested",
        ),
        pytest.param(
            b"<testsuite>" * 51 + b"</testsuite>" * 51,
            Kind.HARNESS,
            "nests deeper than 50 or holds more than 200000 elements",
            id="deep",
        ),
        pytest.param(
            b"<testsuite>" + b"<a/>" * 200_000 + b"</testsuite>",
            Kind.HARNESS,
            "nests deeper than 50 or holds more than 200000 elements",
            id="many",
        ),
    ],
)
def test_a_document_that_is_no_report_is_refused(given: bytes, kind: Kind, text: str) -> None:
    """One exception for all, with a sentence."""
    with pytest.raises(UnreadableError, match=f"^{text}$") as refused:
        parse(given)
    assert refused.value.kind is kind


def test_the_most_that_is_read() -> None:
    """Fifty levels, two hundred thousand elements and thirty-two megabytes are read."""
    deep = b"<testsuite>" * 49 + b'<testcase name="x"/>' + b"</testsuite>" * 49
    assert len(parse(deep).cases) == 1
    many = b'<testsuite><testcase name="x"/>' + b"<a/>" * 199_998 + b"</testsuite>"
    assert len(parse(many).cases) == 1
    large = _case("").ljust(LARGEST_REPORT)
    assert len(parse(large).cases) == 1


def test_a_namespace_is_no_part_of_a_name() -> None:
    """Wherever a tool declares one, the elements are the same."""
    given = _case("<failure/>").replace(b"<testsuite>", b'<testsuite xmlns="urn:odd">')
    assert _read(given).checks[CheckId("x")].outcome is CheckOutcome.FAILED


def test_what_is_no_check_does_not_end_the_reading() -> None:
    """A nameless test case of pytest is no check, and the checks after it are still there."""
    case = b'<testcase/><testcase name="x"><failure/></testcase>'
    given = b'<testsuite name="pytest">' + case + b"</testsuite>"
    assert list(_read(given).checks) == [CheckId("x")]


@pytest.mark.parametrize(
    "text, planned",
    [
        pytest.param("a.py::b\n\n c.py::d \na.py::b", ("a.py::b", "c.py::d"), id="lines"),
        pytest.param("a.py::b[x y]", ("a.py::b[x y]",), id="a-space-in-an-id"),
        pytest.param(' \n["a", "b", "a"]', ("a", "b"), id="array-after-a-blank"),
        pytest.param("", (), id="empty"),
    ],
)
def test_a_plan_names_each_check_once(text: str, planned: tuple[str, ...]) -> None:
    """One a line, or a JSON array."""
    assert planned_checks(text) == planned


def test_a_plan_that_is_no_list_is_refused() -> None:
    """The culprit is in the message."""
    with pytest.raises(ValueError, match=r"^\[1\]$"):
        planned_checks("[1]")


def test_the_words_of_numbers_and_lists() -> None:
    """As a person would say them."""
    assert [times(n) for n in (1, 2, 3)] == ["once", "twice", "3 times"]
    assert [named(list("abcd")[:n]) for n in (1, 2, 3)] == ["a", "a and b", "a and 2 others"]
    twenty = [str(n) for n in range(20)]
    assert list(told(twenty, str)) == twenty
    assert list(told([*twenty, "x", "y"], str)) == [*twenty, "and 2 more like these"]


def test_a_text_is_shown_on_one_line_and_cut() -> None:
    """Five hundred characters, the last of them a mark where there is more."""
    assert first_line("x" * 500) == "x" * 500
    assert first_line("x" * 501) == "x" * 497 + "..."
    assert plain(" a\x1b[1;31mb#x1B[0m\x07c\n") == r"ab\x07c"
    assert first_line("\n \x07\nfirst\nsecond") == "first"
    assert first_line(" \n") == ""


def test_a_sentence_has_no_secrets() -> None:
    """The suite of another team redacts nothing; its sentence goes to a chat all the same."""
    evidence = _read(_case('<failure message="no login with password=hunter2hunter2"/>'))
    assert [check.sentence for check in evidence.checks.values()] == [
        "no login with password=[redacted]"
    ]

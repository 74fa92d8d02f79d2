"""Writes docs/what-it-catches.md from a run of every fault: `python -m tests.faults.document`."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.presence import CHROMIUM
from tests.faults.catalogue import CHAPTERS, EVERY, FAULTS, ODDITIES, UNSERVED
from tests.faults.fault import Class, Fault
from tests.faults.judged import Notice, Seen, is_caught, judging
from tests.live import ROOT

DOCUMENT = ROOT / "docs" / "what-it-catches.md"
_HEAD = "| fault | class | seen | by | sentence |\n|---|---|---|---|---|"
_CELLS = 5


def document(notices: Mapping[str, Notice]) -> str:
    """The whole page, of what was noticed of each fault and each oddity."""
    return "\n".join([*_introduction(notices), *_tables(notices), *_rest(notices), ""])


def row(fault: Fault, notice: Notice) -> str:
    """The line of one fault: everything about it that the tests pin."""
    is_right = fault.klass is Class.HEALTHY or is_caught(fault, notice)
    seen = str(notice.seen) if is_right else f"**{notice.seen}**"
    cells = (_name(fault), str(fault.klass), seen, _code(notice.check), _code(notice.sentence))
    return f"| {' | '.join(cells)} |"


def read_notices(page: str) -> Mapping[str, Notice]:
    """What a page says was noticed of each fault; what it does not name is left out."""
    lines = [line[2:-2].split(" | ") for line in page.splitlines() if line.startswith("| ")]
    cells = {found[0]: found for found in lines if len(found) == _CELLS}
    return {
        one.key: Notice(
            Seen(seen.strip("*")), check.strip("`"), sentence.strip("`").replace("\\|", "|")
        )
        for one in EVERY.values()
        if _name(one) in cells
        for _, _, seen, check, sentence in [cells[_name(one)]]
    }


def main() -> int:
    """Run them all and write the page."""
    if CHROMIUM is None:
        sys.stdout.write("nothing was written: Chromium is missing, see docs/browser.md\n")
        return 1
    with TemporaryDirectory() as folder, judging(Path(folder)) as judge:
        notices = {key: judge.judge(one).notice(one.by) for key, one in EVERY.items()}
    DOCUMENT.write_text(document(notices), "utf-8")
    elsewhere = [key for key, one in notices.items() if one.seen is Seen.ELSEWHERE]
    sys.stdout.write(f"{len(notices)} deployments judged\n")
    for key in elsewhere:
        sys.stdout.write(f"{key}: not said by {EVERY[key].by or 'nobody'!r}: {notices[key]}\n")
    return 1 if elsewhere else 0


def _introduction(notices: Mapping[str, Notice]) -> Iterator[str]:
    served = {one.id for one in FAULTS}
    missed = {one.id for one in FAULTS if not is_caught(one, notices[one.key])}
    green = [one for one in ODDITIES if notices[one.key].seen is not Seen.FAILED]
    total = len(served | {one.id for one in UNSERVED})
    yield "# What it catches"
    yield ""
    yield "Written by `python -m tests.faults.document`, which breaks a healthy deployment in each"
    yield "of these ways and runs `pytest smoke` against it; `tests/faults` keeps every line true."
    yield ""
    caught = len(served - missed)
    yield f"- **{caught} of the {total} kinds of fault** in our catalogue are caught."
    kinds = len(served)
    yield f"  {kinds} kinds are served, in {len(FAULTS)} ways; {len(missed)} of them are missed"
    rest = total - len(served)
    yield f"  (in **bold** below), and {rest} are not served, for the reasons at the end."
    yield f"- **{len(green)} of {len(ODDITIES)} healthy oddities** stay green: no false alarm."
    yield ""
    yield "Caught means: what a release is to blame for fails the run, and what it is not to blame"
    yield "for is at least named. What fails is still weighed by the gate: a fault that is outside,"
    yield "or was there before, or cannot be told from a block of the runner, moves nothing."
    yield "Served twice, an id has two lines. `ORIGIN` stands for the deployment's address."


def _tables(notices: Mapping[str, Notice]) -> Iterator[str]:
    for letter, title in CHAPTERS.items():
        yield ""
        yield f"## {letter}: {title}"
        yield ""
        yield _HEAD
        rows = [one for one in FAULTS if one.id.startswith(letter)]
        yield from (row(one, notices[one.key]) for one in sorted(rows, key=lambda one: one.id))


def _rest(notices: Mapping[str, Notice]) -> Iterator[str]:
    yield ""
    yield "## Healthy oddities, which must not fail"
    yield ""
    yield _HEAD
    yield from (row(one, notices[one.key]) for one in ODDITIES)
    yield ""
    yield "## What cannot be seen from outside, or not here"
    yield ""
    yield "| fault | why |\n|---|---|"
    yield from (f"| {one.id} {one.what} | {one.why} |" for one in UNSERVED)


def _name(fault: Fault) -> str:
    return fault.what if fault.klass is Class.HEALTHY else f"{fault.id} {fault.what}"


def _code(text: str) -> str:
    safe = text.replace("|", "\\|").replace("`", "'")
    return f"`{safe}`" if safe else ""


if __name__ == "__main__":
    sys.exit(main())

"""What one run of the suite said of a deployment, and how a process that runs it is asked."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import msgspec

from tests.faults.fault import Class, Fault
from tests.live import ROOT, clean_environment


class Seen(StrEnum):
    """What the suite makes of a fault."""

    FAILED = "failed"
    WARNED = "warned"
    NOT_COVERED = "not covered"
    SILENT = "silent"
    ELSEWHERE = "said elsewhere"  # by other checks than the one that should


@dataclass(frozen=True, slots=True)
class Notice:
    """What the suite says of one fault: how, in which check, in which sentence."""

    seen: Seen
    check: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one run of the suite said. Each check that did not pass, with its first problem."""

    status: int
    failed: Mapping[str, str] = field(default_factory=dict)
    warned: Mapping[str, str] = field(default_factory=dict)
    not_covered: Mapping[str, str] = field(default_factory=dict)
    passed: int = 0
    printed: str = ""

    def notice(self, by: str) -> Notice:
        """What the check of that name said; of none, whether anything was said at all."""
        said = (
            (Seen.FAILED, self.failed),
            (Seen.WARNED, self.warned),
            (Seen.NOT_COVERED, self.not_covered),
        )
        for seen, sentences in said:
            for check, sentence in sentences.items():
                if by and check.partition("::test_")[2].startswith(by):
                    return Notice(seen, check, sentence)
        for seen, sentences in said:
            for check, sentence in sentences.items():
                return Notice(Seen.ELSEWHERE, check, f"{seen}: {sentence}")
        return Notice(Seen.SILENT)


def is_caught(fault: Fault, notice: Notice) -> bool:
    """Whether the suite does what the catalogue asks for: fails a bad release, names the rest."""
    if fault.klass in (Class.RELEASE, Class.TRANSIENT):
        return notice.seen is Seen.FAILED
    return notice.seen in (Seen.FAILED, Seen.WARNED, Seen.NOT_COVERED)


class Judge:
    """A process that judges one fault after the other, and stays warm in between."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def judge(self, fault: Fault) -> Judged:
        """What the suite says of a deployment with this fault."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{fault.key}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"{fault.key}: the process that judges ended with {self._process.wait()}"
        return msgspec.json.decode(line, type=Judged)


@contextmanager
def judging(folder: Path) -> Iterator[Judge]:
    """A judge that leaves its reports in this folder."""
    command = [sys.executable, "-m", "tests.faults.judging", str(folder)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Judge(process)

"""Runs the real suite against a hostile deployment: a process that is told one fault a line.

`python -m tests.faults.judging FOLDER` reads the keys of faults from stdin and answers each with
one line of JSON on stdout. A process that is warm judges a fault in a few tenths of a second.
"""

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

import msgspec
import pytest
import trustme

from smokegate.probe.chromium import VARIABLE
from tests.browser.presence import CHROMIUM
from tests.faults.catalogue import EVERY
from tests.faults.fault import Fault, Port
from tests.faults.judged import Judged
from tests.faults.ports import CLOSED, context_of, full_port
from tests.faults.server import Hostile, serving

ROOT = Path(__file__).parents[2]
SUITE = ROOT / "smoke"
# what differs from run to run, and what is shown of it
_VARYING = tuple(
    (re.compile(pattern), shown)
    for pattern, shown in (
        (r" in \d+\.\d\d s\b", ""),
        (r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?", "TIME"),
        (r"\d+ s away", "N s away"),
        (r"smokegate-[0-9a-f]{8,}", "smokegate-NONCE"),
        (r"\(until [^)]*\)", "(until DATE)"),
        (r"\d+ bytes in\b", "N bytes in"),
        (r"got \d+ of \d+ bad", "got N of N bad"),
        (r"-> \d+ samples", "-> N samples"),
        (r"\(\d+ times?\)", "(N times)"),
        (r"got sha384-\S{17}\.\.\.", "got sha384-DIGEST..."),
        (r"after \d+ ms", "after N ms"),
        (r"localhost:\d{5}\b", "localhost:PORT"),
        (r"\s+", " "),
    )
)


class Recorder:
    """A plugin that keeps what each check came to."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.failed: dict[str, str] = {}
        self.warned: dict[str, str] = {}
        self.not_covered: dict[str, str] = {}
        self.passed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps one report."""
        node = report.nodeid.partition("smoke/")[2]
        said = dict(report.user_properties)
        if report.when == "call" and hasattr(report, "wasxfail"):
            if "severity" in said and "not_covered" in said and "cause" not in said:
                self.not_covered[node] = self._sentence(str(said["not_covered"]))
            else:
                self.warned[node] = self._sentence(str(report.wasxfail))
        elif report.failed:
            self.failed[node] = self._sentence(str(report.longrepr))
        elif report.when == "call":
            self.passed += 1
            if "not_covered" in said:
                self.not_covered[node] = self._sentence(str(said["not_covered"]))

    def _sentence(self, told: str) -> str:
        """The first problem that was told, without what differs from run to run."""
        seen = told.partition("\npromise: ")[0].removeprefix("not covered: ")
        host = self._url.partition("://")[2]
        text = seen.replace(self._url, "ORIGIN").replace(host, "HOST")
        for pattern, shown in _VARYING:
            text = pattern.sub(shown, text)
        return text.strip()


@contextmanager
def judge_of(folder: Path) -> Iterator["Judge"]:
    """A judge with its deployments, and its reports in this folder."""
    with ExitStack() as stack:
        yield Judge(folder, stack)


class Judge:
    """Runs the suite again and again in this process, against one fault at a time."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._shipped = (SUITE / "charhub.toml").read_text("utf-8")
        self._plain = stack.enter_context(serving(Hostile()))
        self._ca = trustme.CA()
        self._ca.cert_pem.write_to_path(str(folder / "ca.pem"))

    def judge(self, fault: Fault) -> Judged:
        """What the suite says of a deployment with this fault."""
        with ExitStack() as stack:
            if fault.port is Port.CLOSED:
                return self._run(CLOSED, fault)
            if fault.port is Port.FULL:
                return self._run(stack.enter_context(full_port()), fault)
            hostile = self._plain
            if fault.tls is not None:
                context = context_of(fault.tls, self._ca)
                hostile = stack.enter_context(serving(Hostile(context)))
            for one in (hostile, self._plain):
                one.switch(fault)
            return self._run(hostile.url, fault)

    def _run(self, url: str, fault: Fault) -> Judged:
        recorder = Recorder(url)
        contract = self._folder / "charhub.toml"
        promised = fault.contract(self._shipped) if fault.contract else self._shipped
        contract.write_text(promised.replace("PLAIN_PORT", str(self._plain.port)), "utf-8")
        arguments = [
            str(SUITE), "-c", str(ROOT / "pytest.ini"), f"--base-url={url}",
            f"--contract={contract}", f"--junitxml={self._folder / 'junit.xml'}",
            "-p", "no:allure_pytest", "-W", "ignore::pytest.PytestAssertRewriteWarning",
            f"--samples={fault.samples}",
            "--deadline=5", *fault.arguments,
        ]  # fmt: skip
        os.environ[VARIABLE] = str(CHROMIUM or "") if fault.has_browser else ""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            status = int(pytest.main(arguments, plugins=[recorder]))
        return Judged(
            status=status, failed=recorder.failed, warned=recorder.warned,
            not_covered=recorder.not_covered, passed=recorder.passed,
            printed="" if status in (0, 1) else printed.getvalue(),
        )  # fmt: skip


def serve_lines(asked: TextIO, answers: TextIO, folder: Path) -> None:
    """One key in, one judgement out, until there are no more keys."""
    with judge_of(folder) as judge:
        os.environ["SSL_CERT_FILE"] = str(folder / "ca.pem")
        for line in asked:
            judged = judge.judge(EVERY[line.strip()])
            answers.write(msgspec.json.encode(judged).decode() + "\n")
            answers.flush()


if __name__ == "__main__":
    os.environ.pop("SMOKEGATE_RUN", None)
    serve_lines(sys.stdin, os.fdopen(os.dup(1), "w"), Path(sys.argv[1]))

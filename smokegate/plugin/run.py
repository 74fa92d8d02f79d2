"""One run of the suite, from settings to reports: the hooks that only an asked run needs."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from smokegate.plugin import concerns, gate_look, outcome, promises, report_files, sight, summary
from smokegate.plugin.control import asked_control
from smokegate.plugin.harness import Harness
from smokegate.plugin.process_settings import (
    files_are_private,
    headers_stay_out_of_logs,
    seldom_collected,
    termination_interrupts,
)
from smokegate.plugin.properties import Facts, write_properties
from smokegate.plugin.scrubbing import scrubbed
from smokegate.plugin.selection import Selection
from smokegate.plugin.sentinels import Sentinels
from smokegate.plugin.settings import Settings
from smokegate.plugin.settling import (
    Settled,
    is_release_broken,
    release_asks,
    release_at_the_end,
    release_of,
    settle,
)
from smokegate.plugin.sight import RUN, SIGHT
from smokegate.plugin.survey import Plan, Survey, merged

_CAME_TO_ITS_END = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
_BASE_URL = "smokegate_base_url"
_ALLURE = "smokegate_allure"
_DESELECTED = "smokegate_deselected"
_RELEASE_SEEN = "smokegate_release_seen"
_RELEASE_AFTER = "smokegate_release_after"
_RELEASE_BROKEN = "smokegate_release_broken"
_SENTINELS = "smokegate_sentinels"
_RECOGNITION = "smokegate_recognition"


class Run:
    """Asks first, lets pytest check, then says in the reports what the run was."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self.config, self.settings = config, settings
        self.is_worker = hasattr(config, "workerinput")
        self.is_controller = not self.is_worker and bool(config.getoption("tx", None))
        self.facts = Facts()
        self.settled: Settled | None = None
        self.failed: list[pytest.TestReport] = []
        self.warned: list[pytest.TestReport] = []
        self.notes: dict[str, None] = {}
        self.exit = ExitStack()
        self.harness = Harness(settings)
        self._survey: Survey | None = None
        self._told = set[str]()

    def prepare(self) -> None:
        """Chooses where the reports go, and takes away what an earlier run left there."""
        for module in (sight, *concerns.MODULES):
            self.config.pluginmanager.register(module, module.__name__)
        self.config.pluginmanager.register(Selection(self.settings, self.facts))
        option = self.config.option
        if gate_look.is_look():
            gate_look.ask_everything(self.config)
            self.config.pluginmanager.register(Sentinels(self.config, self.facts))
        self.exit.enter_context(scrubbed(self.config))
        self.exit.enter_context(files_are_private())
        self.exit.enter_context(seldom_collected())
        self.exit.enter_context(headers_stay_out_of_logs())
        if self.is_worker:
            option.clean_alluredir = False  # it would take away what other workers wrote
            option.allure_report_dir = self.config.workerinput[_ALLURE]  # type: ignore[attr-defined]
        else:
            report_files.choose(self.config)
            self.exit.enter_context(termination_interrupts())
        if getattr(option, "allure_report_dir", None):
            self.exit.enter_context(
                report_files.checks_only(self._tell, lambda: self.harness.is_broken)
            )

    def pytest_report_header(self) -> list[str]:
        """What is checked, and what is not."""
        contract = self.settings.contract
        return [
            f"smokegate: {contract.app} at {self.settings.base_url}, "
            f"contract {self.settings.contract_name[:40]}, run {self.settings.run}",
            *(f"not covered: {one}" for one in promises.not_covered(self.settings)),
        ]

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Waits until the deployment has settled; once, not in each worker.

        Here rather than at the start of the session, because from here on pytest writes its
        reports when it is interrupted.
        """
        if self.is_worker or self.config.option.collectonly or self.settings.settle_s <= 0:
            return
        self.settled = settle(self.settings, self._opened())
        self.facts.silent_s, self.facts.falls = self.settled.silent_s, self.settled.falls

    def pytest_report_collectionfinish(self) -> list[str]:
        """How long the deployment took to settle."""
        return [f"smokegate: {self.settled}"] if self.settled else []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Starts the requests of the selected checks, all at once."""
        self.facts.plan(item.nodeid for item in session.items)
        if self.config.option.collectonly or self.is_controller:
            return
        self.config.pluginmanager.register(self.harness)  # last, to be around everybody's hooks
        survey = self._opened()
        self.config.stash[RUN] = (self.settings, survey)
        if not self.is_worker:
            self._start(survey, session.items)

    def _start(self, survey: Survey, items: Iterable[pytest.Item]) -> None:
        plans = (promises.plan_of(item, self.settings) for item in items)
        survey.start(merged([Plan(asks=release_asks(self.settings)), *plans]))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Workers get the arguments as they were typed; what came of them is handed over here."""
        node.workerinput[_BASE_URL] = self.settings.base_url
        node.workerinput[_ALLURE] = getattr(self.config.option, "allure_report_dir", None)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Under xdist the workers collect; the plan is theirs."""
        self.facts.plan(ids)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """A worker asks for the checks that it is given, one ahead."""
        if self.is_worker and self._survey:
            self._start(self._survey, filter(None, (item, nextitem)))

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        """Fails a check that would look at silence, and attaches its exchanges to the report.

        A failed check has all of its own; each other exchange stands where it was read first.
        """
        try:
            with outcome.only_the_sentence():
                outcome.refuse_unseen(pyfuncitem)
                result = yield
        except BaseException:
            self._attach(pyfuncitem, told=set())
            raise
        self._attach(pyfuncitem, told=self._told)
        return result

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """The report of one check: severity, cause, and the sentence instead of a traceback."""
        report = yield
        severity = promises.severity_of(item, self.settings)
        outcome.settle_report(item, call, report, severity, self.settings)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps what the summary and the properties need."""
        self.facts.report(report)
        if report.when == "call":
            told = [value for name, value in report.user_properties if name == "not_covered"]
            self.notes.update(dict.fromkeys(map(str, told)))
        if any(name == "silence" for name, _ in report.user_properties):
            self.facts.has_silence = True
        if report.failed:
            self.failed.append(report)
        elif report.when == "call" and outcome.failure_of(report):
            self.warned.append(report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker hands over which release it saw."""
        output = getattr(node, "workeroutput", {})
        self.facts.release_seen = output.get(_RELEASE_SEEN) or self.facts.release_seen
        self.facts.release_after = output.get(_RELEASE_AFTER) or self.facts.release_after
        self.facts.is_release_broken |= output.get(_RELEASE_BROKEN, False)
        self.facts.recognition.merge(output.get(_RECOGNITION, {}))
        self.facts.deselected = max(self.facts.deselected, output.get(_DESELECTED, 0))
        if self.facts.sentinels in (None, "right"):
            self.facts.sentinels = output.get(_SENTINELS)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Says in the report what this run was, and whether it came to its end."""
        if self._survey and self.facts.planned and not self.is_controller:
            wanted = release_asks(self.settings)
            if exitstatus in _CAME_TO_ITS_END:
                self._survey.observations(wanted)
            self.facts.release_seen = release_of(self.settings, self._survey.arrived(wanted))
            self.facts.is_release_broken = is_release_broken(self._survey.arrived(wanted).values())
            self.facts.recognition.add(self.settings, self._survey.arrived().values())
            if self.settings.is_evidence and exitstatus in _CAME_TO_ITS_END:
                self.facts.release_after = release_at_the_end(self.settings, self._survey)
        if self.is_worker:
            output: dict[str, object] = self.config.workeroutput  # type: ignore[attr-defined]
            output[_RELEASE_SEEN] = self.facts.release_seen
            output[_RELEASE_AFTER] = self.facts.release_after
            output[_RELEASE_BROKEN] = self.facts.is_release_broken
            output[_RECOGNITION] = self.facts.recognition.handed_over()
            output[_DESELECTED] = self.facts.deselected
            output[_SENTINELS] = self.facts.sentinels
            return
        if self.facts.has_silence and self.settings.control:
            self.facts.control = asked_control(self.settings)
        if exitstatus in _CAME_TO_ITS_END:
            self.facts.finish(datetime.now(UTC))
        write_properties(self.config, self.settings, self.facts)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> Generator[None, None, None]:
        """Our own summary instead of a traceback for each check."""
        with summary.instead_of_tracebacks(terminalreporter):
            yield
        cause = self.facts.recognition.cause(self.settings)
        summary.write(terminalreporter, cause, self.failed, self.warned, self.notes)

    def pytest_unconfigure(self) -> None:
        """Gives back what was borrowed: signals, loggers, Allure's writer."""
        self.exit.close()

    def _tell(self, what: str) -> None:
        self.notes[what] = None

    def _opened(self) -> Survey:
        if self._survey is None:
            self._survey = Survey(self.settings)
            self.exit.callback(self._survey.close)
        return self._survey

    def _attach(self, item: pytest.Item, *, told: set[str]) -> None:
        sight = item.stash.get(SIGHT, None)
        if sight is not None and getattr(self.config.option, "allure_report_dir", None):
            from smokegate.plugin import allure_results  # lazy: Allure may be switched off

            allure_results.attach(sight, promises.severity_of(item, self.settings), told)


def given_to_worker(config: pytest.Config) -> str | None:
    """The base URL that a worker of xdist was handed, or None in every other process."""
    given: str | None = getattr(config, "workerinput", {}).get(_BASE_URL)
    return given

"""One run of the suite, from settings to reports: the hooks that only an asked run needs."""

from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smokegate.plugin import concerns, outcome, promises, sight, summary
from smokegate.plugin.control import asked_control
from smokegate.plugin.process_settings import seldom_collected, termination_interrupts
from smokegate.plugin.promises import plan_of
from smokegate.plugin.properties import Facts, write_properties
from smokegate.plugin.settings import Settings
from smokegate.plugin.settling import Settled, release_asks, release_of, settle
from smokegate.plugin.sight import RUN, SIGHT
from smokegate.plugin.survey import Plan, Survey, merged

JUNIT = "reports/junit.xml"
ALLURE = "reports/allure-results"
_CAME_TO_ITS_END = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
_BASE_URL = "smokegate_base_url"
_ALLURE = "smokegate_allure"
_RELEASE_SEEN = "smokegate_release_seen"


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
        self._survey: Survey | None = None
        self._opening: Future[Survey] | None = None

    def prepare(self) -> None:
        """Chooses where the reports go, and takes away what an earlier run left there."""
        for module in (sight, *concerns.MODULES):
            self.config.pluginmanager.register(module, module.__name__)
        option = self.config.option
        self.exit.enter_context(seldom_collected())
        if self.is_worker:
            option.clean_alluredir = False  # it would take away what other workers wrote
            option.allure_report_dir = self.config.workerinput[_ALLURE]  # type: ignore[attr-defined]
            self._open_ahead()
            return
        if getattr(option, "xmlpath", None) is None:
            option.xmlpath = JUNIT
        if hasattr(option, "allure_report_dir") and option.allure_report_dir is None:
            option.allure_report_dir = ALLURE
            option.clean_alluredir = True
        if getattr(option, "allure_report_dir", None):
            from smokegate.plugin.allure_results import checks_only

            self.exit.enter_context(checks_only())
        if not option.collectonly:
            Path(option.xmlpath).unlink(missing_ok=True)
            self._open_ahead()
        self.exit.enter_context(termination_interrupts())

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Waits until the deployment has settled; once, not in each worker."""
        if self.is_worker or self.config.option.collectonly or self.settings.settle_s <= 0:
            return
        self.settled = settle(self.settings, self._opened())

    def pytest_report_header(self) -> list[str]:
        """What is checked, and what is not."""
        contract = self.settings.contract
        lines = [
            f"smokegate: {contract.app} at {self.settings.base_url}, "
            f"contract {self.settings.contract_name[:40]}, run {self.settings.run}"
        ]
        if self.settled:
            lines.append(f"smokegate: {self.settled}")
        return [*lines, *(f"not covered: {one}" for one in promises.not_covered(self.settings))]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Puts last what waits longest, and keeps only what the gate asks again, if it asks."""
        items.sort(key=lambda item: "loaded" in getattr(item, "fixturenames", ()))
        if self.settings.only is None:
            return
        dropped = [item for item in items if item.nodeid not in self.settings.only]
        items[:] = [item for item in items if item.nodeid in self.settings.only]
        self.config.hook.pytest_deselected(items=dropped)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Starts the requests of the selected checks, all at once."""
        self.facts.plan(item.nodeid for item in session.items)
        if self.config.option.collectonly or self.is_controller:
            return
        survey = self._opened()
        self.config.stash[RUN] = (self.settings, survey)
        plans = [Plan(asks=release_asks(self.settings))]
        if not self.is_worker:
            plans += [plan_of(item, self.settings) for item in session.items]
        survey.start(merged(plans))

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
            for one in filter(None, (item, nextitem)):
                self._survey.start(plan_of(one, self.settings))

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        """Attaches the exchanges to the report, and fails a check that would look at silence."""
        self._attach(pyfuncitem)
        with outcome.only_the_sentence():
            outcome.refuse_unseen(pyfuncitem)
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """The report of one check: severity, cause, and the sentence instead of a traceback."""
        report = yield
        severity = promises.severity_of(item, self.settings)
        outcome.settle_report(item, call, report, severity, self.settings.fail_on)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps what the summary and the properties need."""
        properties = dict(report.user_properties)
        if report.when == "teardown":
            self.facts.reported.add(report.nodeid)
        if report.when == "call" and "not_covered" in properties:
            self.notes[str(properties["not_covered"])] = None
        elif report.when == "call" and hasattr(report, "wasxfail"):
            self.warned.append(report)
        elif report.failed:
            self.failed.append(report)
        if properties.get("cause") in ("unreachable", "timeout"):
            self.facts.has_silence = True

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker hands over which release it saw."""
        output = getattr(node, "workeroutput", {})
        self.facts.release_seen = output.get(_RELEASE_SEEN) or self.facts.release_seen

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Says in the report what this run was, and whether it came to its end."""
        if self._survey and self.facts.planned and not self.is_controller:
            wanted = release_asks(self.settings)
            if exitstatus in _CAME_TO_ITS_END:
                self._survey.observations(wanted)
            self.facts.release_seen = release_of(self.settings, self._survey.arrived(wanted))
        if self.is_worker:
            self.config.workeroutput[_RELEASE_SEEN] = self.facts.release_seen  # type: ignore[attr-defined]
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
        summary.write(terminalreporter, failed=self.failed, warned=self.warned, notes=self.notes)

    def pytest_unconfigure(self) -> None:
        """Gives back what was borrowed: SIGTERM, the garbage collector, Allure's writer."""
        self.exit.close()

    def _open_ahead(self) -> None:
        """Reads the trusted certificates and starts the loop while pytest collects."""
        if self.is_controller and self.settings.settle_s <= 0:
            return
        executor = ThreadPoolExecutor(1, "smokegate-opening")
        self._opening = executor.submit(Survey, self.settings)
        executor.shutdown(wait=False)
        self.exit.callback(self._close)

    def _opened(self) -> Survey:
        if self._survey is None:
            opening, self._opening = self._opening, None
            self._survey = opening.result() if opening else Survey(self.settings)
        return self._survey

    def _close(self) -> None:
        if self._survey or self._opening:
            self._opened().close()

    def _attach(self, item: pytest.Item) -> None:
        sight = item.stash.get(SIGHT, None)
        if sight is not None and getattr(self.config.option, "allure_report_dir", None):
            from smokegate.plugin import allure_results  # lazy: Allure may be switched off

            allure_results.attach(sight, promises.severity_of(item, self.settings))


def given_to_worker(config: pytest.Config) -> str | None:
    """The base URL that a worker of xdist was handed, or None in every other process."""
    given: str | None = getattr(config, "workerinput", {}).get(_BASE_URL)
    return given

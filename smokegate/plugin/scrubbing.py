"""Takes secrets out of everything that pytest reports, before anybody else reads it.

Console, JUnit and xdist are all fed from these reports; Allure's own files are scrubbed where they
are written. What a conftest itself writes to the terminal is not among them.
"""

import contextlib
import dataclasses
import hashlib
import os
import warnings
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from smokegate.environment_secrets import learn_environment
from smokegate.harmless import harmless
from smokegate.redact import redacted, shown_lines
from smokegate.seen_secrets import LEAST, remembered

_DEEPEST = 12
_CASES = 64  # more than are under way at once
_LARGEST = 1 << 20  # bytes of an attachment that is looked into
_OURS = "smokegate."  # properties of the whole suite that are read by the gate


@contextlib.contextmanager
def scrubbed(config: pytest.Config) -> Iterator[None]:
    """Inside, secrets are remembered, those of the environment first, and shown nowhere."""
    with remembered():
        learn_environment(os.environ)
        config.pluginmanager.register(Scrubbing(config))
        yield


class Scrubbing:
    """The hooks that each report passes, around those of everybody else."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Nothing secret becomes a property of the whole suite."""
        _scrub_properties(session.config)

    @pytest.hookimpl(tryfirst=True)
    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Ids are in every report, so that none may be built from a secret."""
        usual = metafunc.parametrize

        def parametrize(names: Any, values: Any, *more: Any, **options: Any) -> None:
            if isinstance(options.get("ids"), list | tuple):
                options["ids"] = [_id(each) for each in options["ids"]]
            if isinstance(values, list | tuple):
                values = [_parameters(each) for each in values]
            usual(names, values, *more, **options)

        metafunc.parametrize = parametrize  # type: ignore[assignment,method-assign]

    @pytest.hookimpl(tryfirst=True)
    def pytest_make_parametrize_id(self, val: object) -> Any:
        """An id for a value that is a secret; None for all others."""
        if not isinstance(val, str | bytes):
            return None
        text = val if isinstance(val, str) else val.decode("utf-8", "replace")
        without = _id(text)
        return without if without != text else None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, Any]:
        """Why a file could not be collected."""
        report = yield
        _scrub(report)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> Generator[None, object, object]:
        """The same, from another process."""
        _scrub(report)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """What became of one phase of a check."""
        report = yield
        _scrub(report)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(
        self, report: pytest.TestReport
    ) -> Generator[None, object, object]:
        """The same, of subtests and of other processes too, and of what others added."""
        _scrub(report)
        if report.when == "teardown":
            self._scrub_attributes()
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage) -> None:
        """What is shown in the summary of warnings."""
        text = str(warning_message.message)
        without = shown_lines(text)
        if without != text:
            warning_message.message = without

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: object) -> None:
        """A traceback of pytest itself."""
        _clean(excrepr, _DEEPEST)

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """What `pytest.exit` says."""
        error: Any = excinfo.value
        with contextlib.suppress(AttributeError, TypeError):
            error.args = tuple(_shown(each) for each in error.args)
            if isinstance(getattr(error, "msg", None), str):
                error.msg = shown_lines(error.msg)

    def _scrub_attributes(self) -> None:
        """What the last checks gave to pytest's JUnit writer past their reports."""
        for plugin in self.config.pluginmanager.get_plugins():
            for case in getattr(plugin, "node_reporters_ordered", [])[-_CASES:]:
                given = getattr(case, "attrs", {})  # none once it is written
                for name in given.keys() - {"classname", "name"}:
                    given[name] = _shown(given[name])


def _scrub_properties(config: pytest.Config) -> None:
    """Lets pytest's JUnit writer take no secret as a property of the whole suite."""
    for plugin in config.pluginmanager.get_plugins():
        add = getattr(plugin, "add_global_property", None)  # pytest's writer has no public name
        if add is not None:

            def added(name: str, value: object, add: Any = add) -> None:
                add(name, value if name.startswith(_OURS) else shown_lines(str(value)))

            setattr(plugin, "add_global_property", added)  # noqa: B010 - a method of its own


def scrub_object(result: object) -> None:
    """Takes secrets out of all texts that the object holds, such as a result of Allure."""
    _clean(result, _DEEPEST)


def scrubbed_file(content: str | bytes) -> str | bytes:
    """The content of an attachment as it is fit to be shown, if it is text."""
    if isinstance(content, str):
        return shown_lines(content, limit=len(content))
    try:
        text = content.decode() if len(content) <= _LARGEST and b"\0" not in content else None
    except UnicodeDecodeError:
        return content
    return content if text is None else shown_lines(text, limit=len(text)).encode()


def _scrub(report: Any) -> None:
    """Takes them out of one report; one that passed and said nothing costs nothing."""
    if report.longrepr is not None:
        report.longrepr = _cleaned(report.longrepr, _DEEPEST)
    if report.sections:
        report.sections[:] = [
            (shown_lines(name), shown_lines(text)) for name, text in report.sections
        ]
    if properties := getattr(report, "user_properties", None):
        properties[:] = [(_shown(name), _shown(value)) for name, value in properties]
    if isinstance(why := getattr(report, "wasxfail", None), str) and why:
        report.wasxfail = shown_lines(why)
    for name in ("context", "smokegate_failure"):  # of a subtest, and ours
        if (more := getattr(report, name, None)) is not None:
            setattr(report, name, _cleaned(more, _DEEPEST))


def _cleaned(value: Any, deep: int) -> Any:
    """The same value without secrets; an object is changed where it can be."""
    match value:
        case str():
            return shown_lines(value)
        case _ if not deep:
            return value
        case tuple():
            items = [_cleaned(each, deep - 1) for each in value]
            return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
        case list():
            return _cleaned_list(value, deep)
        case dict():
            return {name: _cleaned(each, deep - 1) for name, each in value.items()}
        case _:
            return _clean(value, deep)


def _cleaned_list(values: list[Any], deep: int) -> list[Any]:
    """Lines are looked at as one text, for a secret may be longer than a line."""
    if values and all(isinstance(each, str) for each in values):
        return shown_lines("\n".join(values)).split("\n")
    return [_cleaned(each, deep - 1) for each in values]


def _clean(value: Any, deep: int) -> Any:
    """Changes what the object holds; one that is frozen is replaced."""
    held = getattr(value, "__dict__", None)
    if held is None and dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
        return dataclasses.replace(
            value, **{name: _cleaned(each, deep - 1) for name, each in fields.items()}
        )
    for name, each in list((held or {}).items()):
        if isinstance(each, str | tuple | list | dict) or hasattr(each, "__dict__"):
            with contextlib.suppress(AttributeError, TypeError):
                setattr(value, name, _cleaned(each, deep - 1))
    return value


def _shown(value: object) -> Any:
    """Most properties are single words, which can be no secret if they are short."""
    if not isinstance(value, str) or (len(value) < LEAST and value.isalnum()):
        return value
    return shown_lines(value)


def _id(given: Any) -> Any:
    """The id without secrets; what is left of its digest tells it from others."""
    without = redacted(given) if isinstance(given, str) else given
    if isinstance(without, str) and ("::" in without or "##" in without):
        without = harmless(without)  # a CI server would obey the name of a check, too
    if without == given:
        return given
    return f"{without}-{hashlib.sha256(given.encode('utf-8', 'replace')).hexdigest()[:4]}"


def _parameters(given: Any) -> Any:
    """The parameters of one case; a case may bring its id along."""
    own = getattr(given, "id", None)
    if isinstance(own, str) and hasattr(given, "_replace") and hasattr(given, "marks"):
        return given._replace(id=_id(own))
    return given

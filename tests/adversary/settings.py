"""Ways in which a team's settings of pytest shape, cut or colour what the gate sees.

A look takes no run-shaping option from a file that was not written for it.
"""

from tests.adversary.checks import HEAD
from tests.adversary.way import CONVICTED, CONVICTED_OR_OPEN, KEPT, KEPT_OR_OPEN, OPEN, Way, Where

BROKEN = f"{HEAD}\ndef test_it():\n    raise KeyError('x')\n"


def _added(
    id_: str,
    options: str,
    *,
    good: frozenset[str] = KEPT,
    bad: frozenset[str] = CONVICTED,
    is_slow: bool = True,
) -> Way:
    """These options in the `addopts` of pytest.ini."""
    return _ini(id_, f"addopts = {options}\n", good=good, bad=bad, is_slow=is_slow)


def _ini(
    id_: str,
    text: str,
    *,
    name: str = "pytest.ini",
    section: str = "[pytest]",
    good: frozenset[str] = KEPT_OR_OPEN,
    bad: frozenset[str] = CONVICTED_OR_OPEN,
    is_slow: bool = True,
) -> Way:
    """A file of settings in the working folder."""
    return Way(
        id=id_,
        where=Where.SETTINGS,
        files={f"../{name}": f"{section}\n{text}"},
        good=good,
        bad=bad,
        is_slow=is_slow,
    )


CUTTING = (
    _added("addopts-exit-first", "-x", is_slow=False),
    _added("addopts-by-name", "-k page", is_slow=False),
    _added("addopts-last-failed", "--lf"),
    _added("addopts-collect-only", "--co"),
    _added("addopts-setup-plan", "--setup-plan"),
    _added("addopts-deselect", "--deselect=own/test_honest.py::test_health"),
    _added("addopts-version", "--version --version"),
    _ini("python-files-of-nobody", "python_files = nobody_*.py\n"),
    _ini("python-functions-of-nobody", "python_functions = nobody_*\n"),
    _ini("no-folder-is-entered", "norecursedirs = *\n"),
    _ini("testpaths-elsewhere", "testpaths = elsewhere\n", good=KEPT, bad=CONVICTED),
    _ini("addopts-of-pyproject", 'addopts = "-x -k page"\n', name="pyproject.toml",
         section="[tool.pytest.ini_options]", good=KEPT, bad=CONVICTED),
    _ini("addopts-of-tox", "addopts = -x -k page\n", name="tox.ini", good=KEPT, bad=CONVICTED),
    _ini("addopts-of-setup-cfg", "addopts = -x -k page\n", name="setup.cfg",
         section="[tool:pytest]", good=KEPT, bad=CONVICTED),
    _ini("addopts-of-pytest-toml", 'addopts = ["-x", "-k", "page"]\n', name="pytest.toml",
         good=KEPT, bad=CONVICTED),
    _ini("addopts-of-hidden-ini", "addopts = -x -k page\n", name=".pytest.ini", good=KEPT,
         bad=CONVICTED),
)  # fmt: skip
BLINDING = (
    _added("addopts-trace", "--trace", good=KEPT_OR_OPEN, bad=CONVICTED_OR_OPEN, is_slow=False),
    _added("addopts-runxfail", "--runxfail"),
    _added("addopts-plain-assertions", "--assert=plain"),
    _added("addopts-no-junit", "-p no:junitxml", good=KEPT_OR_OPEN, bad=CONVICTED_OR_OPEN),
    _added("addopts-our-plugin-barred", "-p no:smokegate.plugin", good=KEPT_OR_OPEN,
           bad=CONVICTED_OR_OPEN),
    _added("addopts-workers", "-n 2", good=KEPT_OR_OPEN, bad=CONVICTED_OR_OPEN),
    _added("addopts-base-url", "--base-url=http://127.0.0.1:1"),
    _added("addopts-unknown", "--no-such-option", good=KEPT_OR_OPEN, bad=CONVICTED_OR_OPEN),
    _added("addopts-warnings", "-W error"),
    _added("addopts-timeout", "--timeout=0.001", good=KEPT_OR_OPEN, bad=CONVICTED_OR_OPEN),
    _ini("xfail-strict", "xfail_strict = true\n", good=KEPT, bad=CONVICTED),
    _ini("strict", "strict = true\n", good=KEPT, bad=CONVICTED),
    _ini("filterwarnings-error", "filterwarnings = error\n"),
    _ini("timeout", "timeout = 0.001\n"),
    _ini("junit-family-legacy", "junit_family = legacy\n"),
    _ini("junit-logging-all", "junit_logging = all\njunit_log_passing_tests = true\n", good=KEPT,
         bad=CONVICTED),
    _ini("log-file", "log_file = team.log\nlog_file_level = DEBUG\n", good=KEPT, bad=CONVICTED),
    _ini("required-plugin-missing", "required_plugins = pytest-nowhere\n"),
    _ini("minversion-too-high", "minversion = 999\n"),
    _ini("settings-without-section", "", section="addopts = -x", good=KEPT_OR_OPEN),
    _ini("settings-in-two-sections", "addopts = -x\n[pytest]\naddopts = -k page\n"),
    _ini("pyproject-without-syntax", "[[[", name="pyproject.toml", section=""),
    Way(
        id="usefixtures-of-own-checks",
        where=Where.SETTINGS,
        files={
            "../pytest.ini": "[pytest]\nusefixtures = app_db\n",
            "conftest.py": "import pytest\n@pytest.fixture\ndef app_db():\n    return 1\n",
        },
    ),
    _ini("usefixtures-unknown", "usefixtures = no_such_fixture\n"),
    _ini("empty-parameters-fail", "empty_parameter_set_mark = fail_at_collect\n", good=KEPT,
         bad=CONVICTED),
    _ini("base-url-of-pytest", "base_url = http://127.0.0.1:1\n", good=KEPT, bad=CONVICTED),
    # the dumps of other threads' frames sometimes end the interpreter
    _ini("faulthandler", "faulthandler_timeout = 0.001\n"),
)  # fmt: skip
# where one check breaks, `-x` would hide what the others say
BROKEN_FIRST = (
    Way(
        id="exit-first-after-a-broken-check",
        where=Where.SETTINGS,
        files={"../pytest.ini": "[pytest]\naddopts = -x\n", "test_a_first.py": BROKEN},
        is_slow=True,
        good=OPEN,
        bad=CONVICTED,
    ),
)
SETTINGS = (*CUTTING, *BLINDING, *BROKEN_FIRST)

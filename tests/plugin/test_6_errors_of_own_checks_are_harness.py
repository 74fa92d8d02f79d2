"""Item 6: only an assertion about the deployment is evidence against it."""

import json
import textwrap
from pathlib import Path

import pytest

from smokegate.demo.server import serve
from tests.live import Case, cases, properties, run

FAILURE, ERROR, PASSED, SKIPPED = "failure", "error", "passed", "skipped"

HEAD = """
import asyncio, functools, inspect, json, os, signal, sys, time, unittest, warnings
import httpx, pytest, requests

URL = os.environ["PYTEST_BASE_URL"]

def promise(answer):
    assert answer == 200, f"should be 200, got {answer}"

def decorated(function):
    @functools.wraps(function)
    def inner(*arguments, **named):
        return function(*arguments, **named)
    return inner

def undressed(function):
    def inner():
        return function()
    return inner
"""

CONFTEST = """
import pytest

@pytest.fixture
def asserts_before():
    assert False, "a fixture"

@pytest.fixture
def asserts_after():
    yield
    assert False, "a fixture"

@pytest.fixture
def factory():
    def made():
        assert False, "the deployment"
    return made

@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if "hook_before" in item.name:
        raise AssertionError("a hook")
    result = yield
    if "hook_after" in item.name:
        pytest.fail("a hook")
    return result

@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if "pyfunc" in pyfuncitem.name:
        assert False, "a hook"

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if "makereport" in item.name and call.when == "call":
        report.outcome, report.longrepr = "failed", "a hook"
    return report

def pytest_assertrepr_compare(config, op, left, right):
    if left == "compared":
        assert False, "a hook"
"""

# what a check does, and what that makes of it in the report
BODIES = {
    "assertion": ("assert 503 == 200", FAILURE),
    "assertion_with_words": ("assert False, 'health is 503'", FAILURE),
    "raised_assertion": ("raise AssertionError('health is 503')", FAILURE),
    "fail": ("pytest.fail('health is 503')", FAILURE),
    "fail_without_trace": ("pytest.fail('health is 503', pytrace=False)", FAILURE),
    "fail_from_error": (
        "try:\n    {}['release']\nexcept KeyError as err:\n    pytest.fail(str(err))",
        FAILURE,
    ),
    "assertion_from_error": (
        "try:\n    {}['release']\nexcept KeyError as err:\n    raise AssertionError('x') from err",
        FAILURE,
    ),
    "not_raised": ("with pytest.raises(ValueError):\n    pass", FAILURE),
    "helper": ("promise(503)", FAILURE),
    "lambda_of_it": ("(lambda: promise(503))()", FAILURE),
    "own_class_of_assertion": (
        "class Broken(AssertionError):\n    pass\nraise Broken('503')",
        FAILURE,
    ),
    "passes": ("assert True", PASSED),
    "skips": ("pytest.skip('not today')", SKIPPED),
    "expects_it": ("pytest.xfail('not yet')", SKIPPED),
    "key": ("{}['release']", ERROR),
    "value": ("raise ValueError('no number')", ERROR),
    "type": ("None + 1", ERROR),
    "attribute": ("None.status", ERROR),
    "index": ("[][0]", ERROR),
    "name": ("no_such_name", ERROR),
    "zero": ("1 / 0", ERROR),
    "imports": ("import no_such_module", ERROR),
    "json": ("json.loads('<html>')", ERROR),
    "unicode": ("b'\\xff'.decode()", ERROR),
    "file": ("open('/no/such/file')", ERROR),
    "memory": ("raise MemoryError", ERROR),
    "recursion": ("def again():\n    again()\nagain()", ERROR),
    "group": ("raise ExceptionGroup('all', [AssertionError('503')])", ERROR),
    "exit": ("sys.exit(1)", ERROR),
    "exit_0": ("sys.exit(0)", ERROR),
    "generator_exit": ("raise GeneratorExit", ERROR),
    "base_exception": ("raise BaseException('own')", ERROR),
    "stop_iteration": ("next(iter(()))", ERROR),
    "os_error": ("raise ConnectionError('the database of the team')", ERROR),
    "timeout_error": ("raise TimeoutError('own')", ERROR),
    "cancelled": ("raise asyncio.CancelledError", ERROR),
    "warning": ("warnings.simplefilter('error')\nwarnings.warn('old')", ERROR),
    "returns": ("return 503", PASSED),
    "not_implemented": ("raise NotImplementedError", ERROR),
    "httpx_elsewhere": ("httpx.get('http://127.0.0.1:9/')", ERROR),
    "requests_elsewhere": ("requests.get('http://127.0.0.1:9/')", ERROR),
    "httpx_status": (
        "httpx.Response(503, request=httpx.Request('GET', URL)).raise_for_status()",
        ERROR,
    ),
    "requests_scheme": ("requests.get('nowhere')", ERROR),
    "httpx_scheme": ("httpx.get('nowhere')", ERROR),
    "hook_before": ("assert True", ERROR),
    "hook_after": ("assert True", ERROR),
    "pyfunc_hook": ("assert True", ERROR),
    "makereport_hook": ("assert True", ERROR),
    "compare_hook": ("assert 'compared' == 'x'", ERROR),
    "stopped_by_timeout": ("time.sleep(30)", ERROR),
}
OTHERS = {
    "fixture": ("def test_fixture(asserts_before): pass", ERROR),
    "teardown": ("def test_teardown(asserts_after): pass", ERROR),
    "late_fixture": (
        "def test_late_fixture(request):\n    request.getfixturevalue('asserts_before')",
        ERROR,
    ),
    "made_by_fixture": ("def test_made_by_fixture(factory):\n    factory()", FAILURE),
    "coroutine": ("async def test_coroutine():\n    assert False", ERROR),
    "strict": ("@pytest.mark.xfail(strict=True)\ndef test_strict(): pass", ERROR),
    "expected": ("@pytest.mark.xfail\ndef test_expected(): assert False", SKIPPED),
    "is_decorated": ("@decorated\ndef test_is_decorated(): assert False", FAILURE),
    "is_undressed": ("@undressed\ndef test_is_undressed(): assert False", FAILURE),
    "decorated_key": ("@decorated\ndef test_decorated_key(): {}['a']", ERROR),
    "parameter": (
        "@pytest.mark.parametrize('n', [1])\ndef test_parameter(n): assert n == 2",
        FAILURE,
    ),
    "subtest": (
        "def test_subtest(subtests):\n    with subtests.test('a'):\n        assert False\n"
        "    with subtests.test('b'):\n        {}['a']",
        FAILURE,
    ),
    "subtest_key": (
        "def test_subtest_key(subtests):\n    with subtests.test('a'):\n        {}['a']\n"
        "    with subtests.test('b'):\n        assert True",
        ERROR,
    ),
    "in_class": ("class TestIt:\n    def test_in_class(self): assert False", FAILURE),
    "setup_method": (
        "class TestSetup:\n    def setup_method(self): assert False\n"
        "    def test_setup_method(self): pass",
        ERROR,
    ),
    "unit": ("class TestUnit(unittest.TestCase):\n    def test_unit(self): self.fail()", FAILURE),
    "unit_equal": (
        "class TestEqual(unittest.TestCase):\n    def test_unit_equal(self): "
        "self.assertEqual(503, 200)",
        FAILURE,
    ),
    "unit_key": ("class TestKey(unittest.TestCase):\n    def test_unit_key(self): {}['a']", ERROR),
    "unit_subtest": (
        "class TestSub(unittest.TestCase):\n    def test_unit_subtest(self):\n"
        "        with self.subTest('a'):\n            self.fail('503')",
        FAILURE,
    ),
    "unit_setup": (
        "class TestUp(unittest.TestCase):\n    def setUp(self): self.fail()\n"
        "    def test_unit_setup(self): pass",
        ERROR,
    ),
    "unit_teardown": (
        "class TestDown(unittest.TestCase):\n    def tearDown(self): assert False\n"
        "    def test_unit_teardown(self): pass",
        ERROR,
    ),
    "unit_success": (
        "class TestSuccess(unittest.TestCase):\n    @unittest.expectedFailure\n"
        "    def test_unit_success(self): pass",
        ERROR,
    ),
}
EXPECTED = {name: outcome for name, (_, outcome) in {**BODIES, **OTHERS}.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one run of all of these checks has left behind."""
    home = tmp_path_factory.mktemp("own")
    timed = "@pytest.mark.timeout(0.3, method='signal')\n"
    bodies = (
        f"{timed if name == 'stopped_by_timeout' else ''}def test_{name}():\n"
        f"{textwrap.indent(body, '    ')}\n"
        for name, (body, _) in BODIES.items()
    )
    others = (text for text, _ in OTHERS.values())
    (home / "test_own.py").write_text("\n\n".join([HEAD, *bodies, *others]), "utf-8")
    (home / "conftest.py").write_text(CONFTEST, "utf-8")
    (home / "contract.toml").write_text('app = "x"\n[[pages]]\npath = "/"\n', "utf-8")
    with serve("good") as url:
        done = run(
            "pytest",
            *("test_own.py", "-p", "smokegate.plugin", f"--base-url={url}", "-q"),
            *("--contract=contract.toml", "-p", "no:cacheprovider"),
            folder=home,
            environment={"PYTEST_BASE_URL": url},
        )
    (home / "output.txt").write_text(done.stdout + done.stderr, "utf-8")
    assert done.returncode == 1, done.stdout
    return home


def _case(folder: Path, name: str) -> Case:
    (case,) = (
        one
        for one in cases(folder / "reports/junit.xml")
        if one.name.partition("[")[0] == f"test_{name}"
    )
    return case


@pytest.mark.parametrize("name", EXPECTED)
def test_only_an_assertion_in_the_body_is_a_failure(name: str, folder: Path) -> None:
    """What a check asserts in its body is a failure; everything else is an error."""
    case = _case(folder, name)
    assert case.outcome == EXPECTED[name], case
    if case.outcome == ERROR and name not in ("fixture", "teardown", "setup_method"):
        assert case.properties["harness"]


@pytest.mark.parametrize("name", [name for name, made in EXPECTED.items() if made == ERROR])
def test_allure_calls_an_error_broken(name: str, folder: Path) -> None:
    """The two reports agree."""
    results = map(
        json.loads,
        (one.read_text("utf-8") for one in folder.glob("reports/allure-results/*-result.json")),
    )
    (status,) = {
        one["status"] for one in results if one["name"].partition("[")[0] == f"test_{name}"
    }
    assert status == "broken"


def test_the_traceback_of_an_error_is_kept_for_its_author(folder: Path) -> None:
    """The check is named, and the line that broke is shown."""
    text = (folder / "output.txt").read_text("utf-8")
    assert "ERROR test_own.py::test_key" in text
    assert "{}['release']" in text


def test_a_run_with_errors_comes_to_its_end(folder: Path) -> None:
    """An error spoils the check alone: every other one is asked and reported."""
    said = properties(folder / "reports/junit.xml")
    assert said["smokegate.finished"]
    assert len(said["smokegate.planned"].splitlines()) == len(EXPECTED)

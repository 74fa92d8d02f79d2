"""Ways in which the body of a check, its fixtures or its file misbehave and disturb no other.

They are run side by side in one folder, for an error spoils its own check alone.
"""

from tests.adversary.way import (
    CONVICTED,
    INCOMPLETE,
    KEPT,
    SPOILT,
    Way,
    Where,
)

HEAD = """
import asyncio, builtins, http.client, json, os, random, sys, threading, time, warnings
import httpx, pytest

SELF = __name__

def status(base_url, path="/api/v1/health"):
    connection = http.client.HTTPConnection(base_url.partition("://")[2], timeout=10)
    connection.request("GET", path, headers={"connection": "close"})
    answer = connection.getresponse()
    answer.read()
    return answer.status
"""
HONEST = f"""{HEAD}
def test_health(base_url):
    assert status(base_url) == 200, "health should be 200"


def test_page(base_url):
    assert status(base_url, "/") == 200
"""


def _body(id_: str, *lines: str, good: frozenset[str] = SPOILT, above: str = "") -> Way:
    """A check with this body."""
    text = "".join(f"    {line}\n" for line in lines)
    return _file(id_, f"{above}\ndef test_it(base_url):\n{text}", good=good)


def _file(id_: str, text: str, *, good: frozenset[str] = SPOILT) -> Way:
    """A file of checks."""
    name = id_.replace("-", "_")
    return Way(
        id=id_,
        where=Where.CHECK,
        files={f"test_{name}.py": f"{HEAD}\n{text}\n"},
        good=good,
        bad=CONVICTED,
    )


SKIPPED = frozenset({INCOMPLETE})  # a critical check that was not asked proves nothing

RAISED = tuple(
    _body(id_, f"raise {what}")
    for id_, what in {
        "key-error": "KeyError('release')",
        "value-error": "ValueError('no number')",
        "type-error": "TypeError('None')",
        "import-error": "ImportError('no such module')",
        "json-decode-error": "json.JSONDecodeError('no JSON', '<html>', 0)",
        "unicode-error": "UnicodeDecodeError('utf-8', b'x', 0, 1, 'invalid')",
        "connection-to-another-service": "ConnectionError('the database of the team')",
        "timeout-of-another-service": "TimeoutError('the queue of the team')",
        "httpx-to-another-host": "httpx.ConnectError('refused', request=httpx.Request('GET', "
        "'http://elsewhere.invalid/'))",
        "httpx-status-error": "httpx.HTTPStatusError('503', request=httpx.Request('GET', "
        "base_url), response=httpx.Response(503))",
        "memory-error": "MemoryError",
        "recursion-error": "RecursionError",
        "exception-group": "ExceptionGroup('all', [AssertionError('503')])",
        "base-exception-group": "BaseExceptionGroup('all', [KeyboardInterrupt()])",
        "system-exit-0": "SystemExit(0)",
        "system-exit-1": "SystemExit(1)",
        "generator-exit": "GeneratorExit",
        "base-exception": "BaseException('own')",
        "cancelled-error": "asyncio.CancelledError",
        "stop-iteration": "StopIteration",
        "os-error": "OSError(28, 'No space left on device')",
        "warning-raised": "DeprecationWarning('old')",
    }.items()
)
BODIES = (
    _body("real-recursion", "def again():", "    again()", "again()"),
    _body("connection-refused-elsewhere", "httpx.get('http://127.0.0.1:1/')"),
    _body("not-json", "json.loads('<html>')"),
    _body("import-inside", "import no_such_module"),
    _body("warning-as-error", "warnings.simplefilter('error')", "warnings.warn('old')"),
    _body("skip", "pytest.skip('not today')", good=SKIPPED),
    _body("expected-failure", "pytest.xfail('not yet')", good=KEPT | SKIPPED),
    _body("returns-a-value", "return 503", good=KEPT | SPOILT),
    _body(
        "assert-in-a-thread",
        "def inside():",
        "    assert False, 'in a thread'",
        "thread = threading.Thread(target=inside)",
        "thread.start()",
        "thread.join()",
        good=KEPT | SPOILT,
    ),
    _body(
        "daemon-thread-that-stays",
        "threading.Thread(target=threading.Event().wait, daemon=True).start()",
        good=KEPT,
    ),
    _body(
        "text-that-raises",
        "raise Hostile",
        above="class Hostile(Exception):\n    def __str__(self): raise ValueError('no text')\n"
        "    __repr__ = __str__\n",
    ),
    _body(
        "text-that-exits",
        "raise Hostile",
        above="class Hostile(Exception):\n    def __str__(self): raise SystemExit(0)\n"
        "    __repr__ = __str__\n",
    ),
    _body("timeout-error-of-a-signal", "threading.Event().wait(20)", above="@pytest.mark.timeout("
          "0.2, method='signal')"),
    _body("many-threads", *(["threading.Thread(target=int).start()"] * 20), good=KEPT),
    _body("seeds-the-random-numbers", "random.seed(0)", good=KEPT),
    _body("silent", "pass", good=KEPT),
)  # fmt: skip
FILES = (
    _file("coroutine", "async def test_it():\n    assert False"),
    _file("generator", "def test_it():\n    yield", good=SPOILT | KEPT),
    _file("strict-xfail-that-passes", "@pytest.mark.xfail(strict=True)\ndef test_it(): pass"),
    _file("xfail-that-raises-another", "@pytest.mark.xfail(raises=KeyError)\n"
          "def test_it(): raise ValueError"),
    _file("fixture-asserts", "@pytest.fixture\ndef ready():\n    assert False\n"
          "def test_it(ready): pass"),
    _file("fixture-raises", "@pytest.fixture\ndef ready():\n    raise KeyError('x')\n"
          "def test_it(ready): pass"),
    _file("fixture-exits", "@pytest.fixture\ndef ready():\n    sys.exit(0)\n"
          "def test_it(ready): pass"),
    _file("fixture-fails-late", "@pytest.fixture\ndef ready():\n    pytest.fail('late')\n"
          "def test_it(request): request.getfixturevalue('ready')"),
    _file("fixture-unknown", "def test_it(no_such_fixture): pass"),
    _file("fixture-of-a-module-raises", "@pytest.fixture(scope='module', autouse=True)\n"
          "def ready():\n    assert False\ndef test_it(): pass"),
    _file("fixture-of-a-session-raises", "@pytest.fixture(scope='session')\n"
          "def ready():\n    assert False\ndef test_it(ready): pass"),
    _file("fixture-asserts-late", "@pytest.fixture\ndef ready():\n    yield\n    assert False\n"
          "def test_it(ready): pass"),
    _file("fixture-exits-late", "@pytest.fixture\ndef ready():\n    yield\n    sys.exit(0)\n"
          "def test_it(ready): pass"),
    _file("setup-method-asserts", "class TestIt:\n    def setup_method(self): assert False\n"
          "    def test_it(self): pass"),
    _file("setup-module-asserts", "def setup_module(): assert False\ndef test_it(): pass"),
    _file("teardown-module-asserts", "def teardown_module(): assert False\ndef test_it(): pass"),
    _file("module-raises", "raise RuntimeError('at import')"),
    _file("module-asserts", "assert False\ndef test_it(): pass"),
    _file("module-exits", "sys.exit(0)"),
    _file("module-skips", "pytest.skip('all of it', allow_module_level=True)",
          good=KEPT | SKIPPED | SPOILT),
    _file("module-without-syntax", "def test_it(:"),
    _file("module-with-unknown-import", "import no_such_module\ndef test_it(): pass"),
    _file("module-hook-raises", "def pytest_generate_tests(metafunc): 1 / 0\ndef test_it(): pass"),
    _file("parameters-that-raise", "@pytest.mark.parametrize('n', iter(int, 1).no)\n"
          "def test_it(n): pass"),
    _file("parameters-missing", "@pytest.mark.parametrize('m', [1])\ndef test_it(n): pass"),
    _file("parameters-empty", "@pytest.mark.parametrize('n', [])\ndef test_it(n): pass",
          good=KEPT | SKIPPED | SPOILT),
    _file("same-id-twice", "@pytest.mark.parametrize('n', [1, 2], ids=['a', 'a '])\n"
          "def test_it(n): pass", good=KEPT | SPOILT),
    _file("subtest-raises", "def test_it(subtests):\n    with subtests.test('a'):\n"
          "        {}['a']\n    with subtests.test('b'):\n        pass"),
    _file("unknown-mark", "@pytest.mark.no_such_mark\ndef test_it(): pass", good=KEPT | SPOILT),
    _file("test-deleted-while-it-runs", "def test_it():\n    os.unlink(__file__)", good=KEPT),
)  # fmt: skip
# nothing of the release is wrong in these on a good one, and they prove it themselves on a bad one
HONEST_WAYS = (
    _body("asserts", "assert status(base_url) == 200", good=KEPT),
    _body("fails", "status(base_url) == 200 or pytest.fail('health')", good=KEPT),
    _body(
        "connection-to-the-contracts-own-origin",
        "if status(base_url) != 200:",
        "    raise httpx.ConnectError('x', request=httpx.Request('GET', base_url))",
        good=KEPT,
    ),
    _file(
        "subtest-asserts",
        "def test_it(subtests, base_url):\n    with subtests.test('a'):\n"
        "        assert status(base_url) == 200",
        good=KEPT,
    ),
)
CHECKS = (*RAISED, *BODIES, *FILES, *HONEST_WAYS)

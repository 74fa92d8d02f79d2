"""Ways in which a conftest of the team misbehaves: what it raises, changes or hides.

AROUND have a folder of their own, for their hooks are called for the checks of that folder alone.
EVERYWHERE stand above all checks, ours included, and each is tried by itself.
"""

from tests.adversary.checks import HEAD
from tests.adversary.way import (
    CONVICTED,
    CONVICTED_OR_OPEN,
    KEPT,
    KEPT_OR_OPEN,
    SPOILT,
    Way,
    Where,
)

IMPORTS = "import http.client, json, os, signal, sys\nimport pytest\n\n"
WRAPPER = "@pytest.hookimpl(wrapper=True)\n"
# a hook that raises before pytest tears a check down spoils the one after it too
LAST = "@pytest.hookimpl(trylast=True)\n"
FIRST = "@pytest.hookimpl(tryfirst=True)\n"


def _around(id_: str, text: str, *, good: frozenset[str] = SPOILT, check: str = "pass") -> Way:
    """A conftest beside one check that has this body."""
    folder = id_.replace("-", "_")
    return Way(
        id=id_,
        where=Where.CONFTEST,
        files={
            f"{folder}/conftest.py": IMPORTS + text,
            f"{folder}/test_{folder}.py": f"{HEAD}\ndef test_it(base_url):\n    {check}\n",
        },
        good=good,
        bad=CONVICTED,
    )


def _everywhere(
    id_: str,
    text: str,
    *,
    good: frozenset[str] = KEPT_OR_OPEN,
    bad: frozenset[str] = CONVICTED_OR_OPEN,
    is_slow: bool = True,
) -> Way:
    """A conftest above all checks."""
    return Way(
        id=id_,
        where=Where.CONFTEST,
        files={"conftest.py": IMPORTS + text},
        good=good,
        bad=bad,
        is_slow=is_slow,
    )


AROUND = (
    *(
        _around(
            f"{hook}-raises", f"{LAST}def pytest_runtest_{hook}(item):\n    raise KeyError('x')\n"
        )
        for hook in ("setup", "call", "teardown")
    ),
    *(
        _around(f"{hook}-asserts", f"{LAST}def pytest_runtest_{hook}(item):\n    assert False\n")
        for hook in ("setup", "call", "teardown")
    ),
    *(
        _around(f"{hook}-exits", f"{LAST}def pytest_runtest_{hook}(item):\n    sys.exit(0)\n")
        for hook in ("setup", "call", "teardown")
    ),
    _around(
        "wrapper-asserts-before",
        f"{WRAPPER}def pytest_runtest_call(item):\n    assert False\n    return (yield)\n",
    ),
    _around(
        "wrapper-asserts-after",
        f"{WRAPPER}def pytest_runtest_call(item):\n    yield\n    assert False\n",
    ),
    _around("pyfunc-call-fails", "def pytest_pyfunc_call(pyfuncitem):\n    pytest.fail('x')\n"),
    _around(
        "pyfunc-call-runs-nothing",
        f"{FIRST}def pytest_pyfunc_call(pyfuncitem):\n    return True\n",
        good=KEPT | SPOILT,
    ),
    _around(
        "report-made-failed",
        f"{WRAPPER}def pytest_runtest_makereport(item, call):\n"
        "    report = yield\n    report.outcome = 'failed'\n    report.longrepr = 'x'\n"
        "    return report\n",
    ),
    _around(
        "report-made-failed-first",
        "@pytest.hookimpl(wrapper=True, tryfirst=True)\n"
        "def pytest_runtest_makereport(item, call):\n    report = yield\n"
        "    report.outcome = 'failed'\n    report.longrepr = 'x'\n    return report\n",
    ),
    _around(
        "fixture-shadows-the-base-url",
        "@pytest.fixture(scope='session')\ndef base_url():\n    return 1 / 0\n",
    ),
    _around(
        "autouse-fixture-asserts", "@pytest.fixture(autouse=True)\ndef ready():\n    assert False\n"
    ),
    _around(
        "autouse-fixture-of-the-package-exits",
        "@pytest.fixture(scope='package', autouse=True)\ndef ready():\n    sys.exit(0)\n",
    ),
    _around(
        "compare-hook-asserts",
        "def pytest_assertrepr_compare(config, op, left, right):\n    assert False\n",
        check="if status(base_url) != 200: assert base_url == 'x'",
        good=KEPT,
    ),
    _around(
        "generate-tests-raises", "def pytest_generate_tests(metafunc):\n    raise ValueError\n"
    ),
    _around("conftest-raises", "raise RuntimeError('at import')\n"),
    _around("conftest-without-syntax", "def pytest_configure(:\n"),
    _around("conftest-exits", "sys.exit(0)\n"),
    _around("conftest-with-unknown-import", "import no_such_module\n"),
    _around("ignores-its-checks", "collect_ignore_glob = ['*']\n", good=KEPT),
)

_OUTCOME = """
{mark}def pytest_runtest_{hook}:
    {take}
    if report.when == "call":
        report.outcome = {outcome!r}
        report.longrepr = {longrepr!r}
    {give}
"""


def _overridden(hook: str, outcome: str, mark: str) -> str:
    """A hook that says of every check what it likes."""
    is_made = hook == "makereport"
    return _OUTCOME.format(
        mark=mark,
        hook="makereport(item, call)" if is_made else "logreport(report)",
        take="report = yield" if is_made else "pass",
        give="return report" if is_made else "pass",
        outcome=outcome,
        longrepr="overridden" if outcome == "failed" else None,
    )


EVERYWHERE = (
    _everywhere(
        "all-made-passed",
        _overridden("makereport", "passed", "@pytest.hookimpl(wrapper=True, tryfirst=True)\n"),
        is_slow=False,
    ),
    _everywhere("all-made-passed-late", _overridden("makereport", "passed", WRAPPER)),
    _everywhere(
        "all-made-failed", _overridden("makereport", "failed", WRAPPER), bad=CONVICTED_OR_OPEN
    ),
    _everywhere("all-logged-passed", _overridden("logreport", "passed", FIRST)),
    _everywhere("all-logged-failed", _overridden("logreport", "failed", FIRST)),
    _everywhere(
        "no-check-is-called",
        f"{FIRST}def pytest_pyfunc_call(pyfuncitem):\n    return True\n",
        is_slow=False,
    ),
    _everywhere(
        "no-check-is-run",
        "@pytest.hookimpl(tryfirst=True)\n"
        "def pytest_runtest_protocol(item, nextitem):\n    return True\n",
    ),
    _everywhere(
        "failures-are-swallowed",
        f"{WRAPPER}def pytest_runtest_call(item):\n    try:\n"
        "        yield\n    except BaseException:\n        pass\n",
    ),
    _everywhere(
        "failures-are-swallowed-around-the-function",
        f"{WRAPPER}def pytest_pyfunc_call("
        "pyfuncitem):\n    try:\n        return (yield)\n    except AssertionError:\n"
        "        return True\n",
    ),
    _everywhere("items-cleared", "def pytest_collection_modifyitems(items):\n    items.clear()\n"),
    _everywhere("items-cut", "def pytest_collection_modifyitems(items):\n    del items[1:]\n"),
    _everywhere(
        "bad-items-left-out",
        "def pytest_collection_modifyitems(config, items):\n"
        "    out = [e for e in items if 'health' in e.name]\n"
        "    items[:] = [e for e in items if e not in out]\n"
        "    config.hook.pytest_deselected(items=out)\n",
    ),
    _everywhere(
        "bad-items-left-out-last",
        "@pytest.hookimpl(wrapper=True, tryfirst=True)\n"
        "def pytest_collection_modifyitems(items):\n    yield\n"
        "    items[:] = [e for e in items if 'health' not in e.name]\n",
        is_slow=False,
    ),
    _everywhere(
        "items-twice", "def pytest_collection_modifyitems(items):\n    items.extend(list(items))\n"
    ),
    _everywhere(
        "items-reversed",
        "def pytest_collection_modifyitems(items):\n    items.reverse()\n",
        good=KEPT,
        bad=CONVICTED,
    ),
    _everywhere(
        "items-replaced",
        "def pytest_collection_modifyitems(items):\n"
        "    for item in items:\n        item.obj = lambda **_: None\n"
        "        item.runtest = lambda: None\n",
    ),
    _everywhere(
        "items-all-expected-to-fail",
        "def pytest_collection_modifyitems(items):\n"
        "    for item in items:\n        item.add_marker(pytest.mark.xfail)\n",
    ),
    _everywhere(
        "items-all-skipped",
        "def pytest_collection_modifyitems(items):\n"
        "    for item in items:\n        item.add_marker(pytest.mark.skip)\n",
    ),
    _everywhere(
        "items-all-trivial",
        "def pytest_collection_modifyitems(items):\n"
        "    for item in items:\n        item.add_marker(pytest.mark.severity('trivial'))"
        "\n",
    ),
    _everywhere(
        "honest-file-is-ignored",
        "collect_ignore = ['test_honest.py']\n"
        "def pytest_ignore_collect(collection_path):\n"
        "    return 'health' in collection_path.name or None\n",
    ),
    _everywhere(
        "exit-status-is-0",
        "@pytest.hookimpl(trylast=True)\n"
        "def pytest_sessionfinish(session):\n    session.exitstatus = 0\n"
        "    session.testsfailed = 0\n",
    ),
    _everywhere(
        "exit-status-is-1",
        "@pytest.hookimpl(trylast=True)\n"
        "def pytest_sessionfinish(session):\n    session.exitstatus = 1\n",
    ),
    _everywhere(
        "stops-early",
        "def pytest_runtest_teardown(item):\n    item.session.shouldstop = 'enough'\n",
    ),
    _everywhere(
        "fails-early",
        "def pytest_runtest_teardown(item):\n    item.session.shouldfail = 'enough'\n",
    ),
    _everywhere(
        "every-set-up-ends-pytest",
        "def pytest_runtest_setup(item):\n    pytest.exit('enough', returncode=0)\n",
    ),
    _everywhere("configure-raises", "def pytest_configure(config):\n    raise KeyError('x')\n"),
    _everywhere("sessionstart-raises", "def pytest_sessionstart(session):\n    raise KeyError\n"),
    _everywhere("modifyitems-raises", "def pytest_collection_modifyitems(items):\n    1 / 0\n"),
    _everywhere("makereport-raises", "def pytest_runtest_makereport(item, call):\n    1 / 0\n"),
    _everywhere("logreport-raises", "def pytest_runtest_logreport(report):\n    1 / 0\n"),
    _everywhere("sessionfinish-raises", "def pytest_sessionfinish(session):\n    1 / 0\n"),
    _everywhere("sessionfinish-exits", "def pytest_sessionfinish(session):\n    os._exit(0)\n"),
    _everywhere("terminal-summary-raises", "def pytest_terminal_summary():\n    1 / 0\n"),
    _everywhere("unconfigure-raises", "def pytest_unconfigure(config):\n    1 / 0\n"),
    _everywhere("collectreport-raises", "def pytest_collectreport(report):\n    1 / 0\n"),
    _everywhere("make-collect-report-raises", "def pytest_pycollect_makeitem(name):\n    1 / 0\n"),
    _everywhere(
        "our-plugin-unregistered",
        "def pytest_collection_modifyitems(config):\n"
        "    for name, plugin in config.pluginmanager.list_name_plugin():\n"
        "        if 'smokegate' in str(name):\n"
        "            config.pluginmanager.unregister(plugin)\n",
    ),
    _everywhere(
        "junit-writer-unregistered",
        "def pytest_sessionstart(session):\n"
        "    manager = session.config.pluginmanager\n"
        "    for plugin in list(manager.get_plugins()):\n"
        "        if type(plugin).__name__ == 'LogXML':\n"
        "            manager.unregister(plugin)\n",
    ),
    _everywhere(
        "report-is-forged",
        "import atexit, glob\ndef forge():\n"
        "    for name in glob.glob('reports/**/*.xml', recursive=True):\n"
        "        text = open(name).read().replace('<failure', '<system-out')\n"
        "        open(name, 'w').write(text.replace('</failure', '</system-out'))\n"
        "atexit.register(forge)\n",
    ),
    _everywhere(
        "assertions-are-silenced",
        "import ast\nclass Silent(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node): return ast.Pass()\n"
        "parse = ast.parse\ndef quiet(*a, **k):\n"
        "    tree = Silent().visit(parse(*a, **k))\n"
        "    return ast.fix_missing_locations(tree)\nast.parse = quiet\n",
    ),
    _everywhere(
        "json-is-patched", "def loads(*_, **__): raise KeyError('x')\njson.loads = loads\n"
    ),
    _everywhere(
        "http-is-patched",
        "def request(*_, **__): raise OSError('x')\nhttp.client.HTTPConnection.request = request\n",
        good=KEPT_OR_OPEN,
    ),
    _everywhere(
        "sockets-are-patched",
        "import socket\nclass Barred(socket.socket):\n"
        "    def connect(self, *_): raise RuntimeError('sockets are disabled')\n"
        "socket.socket = Barred\n",
    ),
    _everywhere(
        "sockets-refuse",
        "import socket\ndef refuse(*_):\n"
        "    raise ConnectionRefusedError(111, 'no network in unit tests')\n"
        "socket.socket.connect = refuse\n",
    ),
    _everywhere("time-is-patched", "import time\ntime.time = time.monotonic = lambda: 0.0\n"),
    _everywhere(
        "our-fixtures-are-shadowed",
        "".join(
            f"@pytest.fixture\ndef {name}():\n    return None\n"
            for name in (
                "sight",
                "settings",
                "ready_answer",
                "answer",
                "health",
                "page",
                "contract",
            )
        ),
    ),
    _everywhere("environment-is-changed", "os.environ.clear()\n"),
    _everywhere("folder-is-left", "os.chdir('/')\n"),
)

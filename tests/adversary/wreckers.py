"""Ways in which one check disturbs the whole process, so that each is tried by itself."""

from tests.adversary.checks import HEAD
from tests.adversary.way import CONVICTED, CONVICTED_OR_OPEN, KEPT, KEPT_OR_OPEN, OPEN, Way, Where


def _first(
    id_: str,
    *lines: str,
    good: frozenset[str] = KEPT_OR_OPEN,
    bad: frozenset[str] = CONVICTED_OR_OPEN,
    is_slow: bool = True,
) -> Way:
    """A check with this body that is called before the honest ones."""
    text = "def test_it(base_url, request):\n" + "".join(f"    {line}\n" for line in lines)
    return Way(
        id=id_,
        where=Where.CHECK,
        files={"test_a_first.py": f"{HEAD}\nimport pathlib, signal, socket, subprocess\n{text}"},
        good=good,
        bad=bad,
        is_slow=is_slow,
    )


WRECKERS = (
    _first("os-exit-0", "os._exit(0)", good=OPEN, bad=OPEN, is_slow=False),
    _first("os-exit-1", "os._exit(1)", good=OPEN, bad=OPEN),
    _first("killed", "os.kill(os.getpid(), signal.SIGKILL)", good=OPEN, bad=OPEN),
    _first("terminated", "os.kill(os.getpid(), signal.SIGTERM)", good=OPEN),
    _first("aborted", "os.abort()", good=OPEN, bad=OPEN),
    _first("keyboard-interrupt", "raise KeyboardInterrupt", good=OPEN),
    _first("pytest-exit-0", "pytest.exit('enough', returncode=0)", good=OPEN),
    _first("pytest-exit-1", "pytest.exit('enough', returncode=1)", good=OPEN),
    _first("timeout-by-thread", "request.node.add_marker('x')", "os._exit(1)", good=OPEN),
    _first("should-stop", "request.session.shouldstop = 'enough'", good=OPEN),
    _first("should-fail", "request.session.shouldfail = 'enough'", good=OPEN),
    _first("fork-that-stays", "if os.fork() == 0:", "    raise KeyError('the child goes on')"),
    _first("fork-that-passes", "if os.fork() == 0:", "    sys.exit(0)"),
    _first(
        "background-process",
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(30)'])",
        good=KEPT,
        bad=CONVICTED,
    ),
    _first("stdout-closed", "os.close(1)"),
    _first("stdout-replaced", "sys.stdout = sys.stderr = sys.__stdout__ = None"),
    _first("stdin-closed", "os.close(0)"),
    _first("all-descriptors-closed", "os.closerange(3, 200)"),
    _first("descriptors-exhausted", "held = [open('/dev/null') for _ in range(200)]",
           "request.config.held = held", good=KEPT, bad=CONVICTED),
    _first("folder-left", "os.chdir('/')"),
    _first("folder-that-is-gone", "os.mkdir('gone')", "os.chdir('gone')", "os.rmdir('../gone')"),
    _first("reports-removed", "import shutil", "shutil.rmtree('reports')"),
    _first("report-is-a-folder", "name = request.config.option.xmlpath",
           "os.makedirs(name, exist_ok=True)"),
    _first("report-is-written-first", "path = pathlib.Path(request.config.option.xmlpath)",
           "path.parent.mkdir(parents=True, exist_ok=True)",
           "path.write_text('<testsuites tests=\"1\"><testsuite tests=\"1\"><testcase "
           "name=\"a\"/></testsuite></testsuites>')"),
    _first("report-goes-elsewhere", "request.config.option.xmlpath = '/dev/null'"),
    _first("signals-ignored", "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
           "signal.signal(signal.SIGINT, signal.SIG_IGN)"),
    _first("signal-that-raises-later", "signal.signal(signal.SIGALRM, lambda *_: 1 / 0)",
           "signal.setitimer(signal.ITIMER_REAL, 0.001)"),
    _first("umask-0", "os.umask(0)", good=KEPT, bad=CONVICTED),
    _first("umask-777", "os.umask(0o777)"),
    _first("environment-cleared", "os.environ.clear()"),
    _first("json-patched", "json.loads = json.dumps = None"),
    _first("httpx-patched", "httpx.Client = httpx.AsyncClient = httpx.get = None"),
    _first("http-client-patched", "http.client.HTTPConnection = None"),
    _first("sockets-patched", "socket.socket = socket.create_connection = None"),
    _first("open-patched", "builtins.open = None"),
    _first("isinstance-patched", "builtins.isinstance = lambda *_: True"),
    _first("assertion-error-patched", "builtins.AssertionError = KeyError"),
    _first("time-patched", "time.time = time.monotonic = time.perf_counter = lambda: 0.0"),
    _first("sleep-patched", "time.sleep = lambda *_: None", good=KEPT, bad=CONVICTED),
    _first("excepthook-patched", "sys.excepthook = lambda *_: os._exit(0)", good=KEPT,
           bad=CONVICTED),
    _first("modules-removed", "[sys.modules.pop(e) for e in list(sys.modules) if 'json' in e]"),
    _first("recursion-limit", "sys.setrecursionlimit(60)"),
    _first("profile-that-raises", "sys.setprofile(lambda *_: None)", "sys.settrace(None)"),
    _first("items-of-the-session-emptied", "del request.session.items[1:]"),
    _first("honest-checks-replaced", "for item in request.session.items:",
           "    item.runtest = lambda: None"),
    _first("hooks-unregistered", "manager = request.config.pluginmanager",
           "[manager.unregister(p) for p in list(manager.get_plugins()) if 'smokegate' in "
           "type(p).__module__]"),
    _first("megabytes-on-stdout", "[os.write(1, b'x' * 65536) for _ in range(200)]", good=KEPT,
           bad=CONVICTED),
    _first("thread-that-never-ends", "threading.Thread(target=threading.Event().wait).start()",
           good=OPEN | KEPT),
    _first("hangs", "threading.Event().wait()", good=OPEN),
)  # fmt: skip

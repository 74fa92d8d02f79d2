"""Ways in which the environment of the runner shapes, cuts or blinds what the gate sees."""

from collections.abc import Mapping

from tests.adversary.way import CONVICTED, CONVICTED_OR_OPEN, KEPT, KEPT_OR_OPEN, Way, Where


def _with(
    id_: str,
    environment: Mapping[str, str | None],
    *,
    files: Mapping[str, str] | None = None,
    arguments: tuple[str, ...] = (),
    good: frozenset[str] = KEPT_OR_OPEN,
    bad: frozenset[str] = CONVICTED_OR_OPEN,
    is_slow: bool = True,
) -> Way:
    """These names in the environment of the gate."""
    return Way(
        id=id_,
        where=Where.ENVIRONMENT,
        environment=environment,
        files=files or {},
        arguments=arguments,
        good=good,
        bad=bad,
        is_slow=is_slow,
    )


def _harmless(id_: str, environment: Mapping[str, str | None]) -> Way:
    """What must not change anything."""
    return _with(id_, environment, good=KEPT, bad=CONVICTED)


ENVIRONMENTS = (
    _harmless(
        "variables-of-pytest",
        {
            "PYTEST_ADDOPTS": "-x -k page --co",
            "PYTEST_PLUGINS": "no_such_plugin",
            "PYTEST_BASE_URL": "http://127.0.0.1:1",
            "PYTEST_DEBUG": "",
            "SMOKEGATE_ONLY": "/nowhere",
        },
    ),
    _with("pytest-no-plugins", {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}),
    _with("optimized", {"PYTHONOPTIMIZE": "1"}),
    _with("optimized-twice", {"PYTHONOPTIMIZE": "2"}),
    _with(
        "optimized-with-plain-assertions",
        {"PYTHONOPTIMIZE": "1"},
        arguments=("--assert=plain",),
    ),
    _with(
        "optimized-without-the-assertion-plugin",
        {"PYTHONOPTIMIZE": "1"},
        arguments=("-p", "no:assertion"),
    ),
    _with(
        "optimized-by-settings",
        {"PYTHONOPTIMIZE": "1"},
        files={"../pytest.ini": "[pytest]\naddopts = --assert=plain\n"},
    ),
    _with("trace-by-argument", {}, arguments=("--trace",)),
    _with("setup-plan-by-argument", {}, arguments=("--setup-plan",)),
    _with("collect-only-by-argument", {}, arguments=("--collect-only",)),
    _with("workers-by-argument", {}, arguments=("-n", "2"), good=KEPT, bad=CONVICTED),
    _with("runxfail-by-argument", {}, arguments=("--runxfail",)),
    _with("no-skipping-by-argument", {}, arguments=("-p", "no:skipping")),
    _with("warnings-are-errors", {"PYTHONWARNINGS": "error"}),
    _harmless(
        "variables-of-python",
        {
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "PYTHONBREAKPOINT": "os.abort",
        },
    ),
    _harmless("ascii-output", {"PYTHONIOENCODING": "ascii:strict"}),
    _harmless(
        "no-utf-8", {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ),
    _harmless("developer-mode", {"PYTHONDEVMODE": "1"}),
    _with("inspect", {"PYTHONINSPECT": "1"}),
    _with("no-user-site", {"PYTHONNOUSERSITE": "1", "PYTHONSAFEPATH": "1"}),
    _with("home-of-python", {"PYTHONHOME": "/nowhere"}),
    _with(
        "shadowed-json",
        {"PYTHONPATH": "{here}/own/shadow"},
        files={"shadow/json.py": "def loads(*_, **__): raise KeyError('shadow')\n"},
    ),
    _with(
        "shadowed-httpx",
        {"PYTHONPATH": "{here}/own/shadow"},
        files={"shadow/httpx.py": "raise ImportError('shadow')\n"},
    ),
    _with(
        "site-customize-raises",
        {"PYTHONPATH": "{here}/own/shadow"},
        files={"shadow/sitecustomize.py": "raise KeyError('shadow')\n"},
    ),
    _with(
        "site-customize-exits",
        {"PYTHONPATH": "{here}/own/shadow"},
        files={"shadow/sitecustomize.py": "import os\nos._exit(0)\n"},
    ),
    _with(
        "shadowed-module-of-a-check",
        {"PYTHONPATH": "{here}/own/shadow"},
        files={"shadow/test_honest.py": "def test_health(): pass\n"},
    ),
    _harmless(
        "proxy",
        {
            "HTTP_PROXY": "http://127.0.0.1:1",
            "http_proxy": "http://127.0.0.1:1",
            "HTTPS_PROXY": "http://127.0.0.1:1",
            "ALL_PROXY": "http://127.0.0.1:1",
        },
    ),
    _with("certificates-missing", {"SSL_CERT_FILE": "/nowhere.pem", "SSL_CERT_DIR": "/nowhere"}),
    _with("key-log", {"SSLKEYLOGFILE": "/nowhere/keys"}),
    _harmless("narrow-terminal", {"COLUMNS": "1", "LINES": "1", "TERM": "dumb", "NO_COLOR": "1"}),
    _harmless("colours", {"FORCE_COLOR": "1", "PY_COLORS": "1"}),
    _harmless(
        "continuous-integration", {"CI": "true", "GITHUB_ACTIONS": "true", "TF_BUILD": "True"}
    ),
    _harmless("no-home", {"HOME": None, "USER": None, "LOGNAME": None}),
    _harmless("home-that-is-not-there", {"HOME": "/nowhere"}),
    _with("no-temporary-folder", {"TMPDIR": "/nowhere"}),
    _with("no-path", {"PATH": ""}),
    _with("coverage-of-children", {"COVERAGE_PROCESS_START": "/nowhere", "COV_CORE_SOURCE": "x"}),
    _with("workers-of-xdist", {"PYTEST_XDIST_WORKER": "gw0", "PYTEST_XDIST_AUTO_NUM_WORKERS": "2"}),
    _with("timeout-of-pytest", {"PYTEST_TIMEOUT": "0.001"}),
    _harmless(
        "other-places",
        {"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/nowhere", "TZ": "Pacific/Kiritimati"},
    ),
)

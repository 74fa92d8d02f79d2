"""Ways in which what a check says would carry a secret, or a control, into what is written.

Those that assert do so on a bad release alone; the others break on each.
"""

from tests.adversary.checks import HEAD
from tests.adversary.planted import BODY, BODY_TOKEN, HOSTILE
from tests.adversary.way import CONVICTED, INCOMPLETE, KEPT, SPOILT, Way, Where

LOUD = f"""{HEAD}
import logging, subprocess, warnings

BODY = {BODY!r}
HOSTILE = {HOSTILE!r}
KEY = os.environ["API_TOKEN"]
DATABASE = os.environ["DATABASE_URL"]
"""
HARMLESS = KEPT | SPOILT | frozenset({INCOMPLETE})


def _body(id_: str, *lines: str, good: frozenset[str] = SPOILT) -> Way:
    """A check with this body."""
    return _file(id_, "def test_it(base_url):\n" + "".join(f"    {e}\n" for e in lines), good=good)


def _file(id_: str, text: str, *, good: frozenset[str] = SPOILT) -> Way:
    name = f"test_{id_.replace('-', '_')}.py"
    return Way(
        id=id_,
        where=Where.REPORT,
        files={name: f"{LOUD}\n{text}\n"},
        good=good,
        bad=CONVICTED,
    )


REPORTS = (
    _body("value-error-with-a-body", "raise ValueError(BODY)"),
    _body("key-error-with-the-environment", "raise KeyError(KEY)"),
    _body("lookup-with-the-environment", "{}[KEY]"),
    _body("database-url-raised", "raise ConnectionError(DATABASE)"),
    _body("bytes-raised", "raise ValueError(BODY.encode())"),
    _body("nested-causes", "try:\n        raise ValueError(BODY)\n    except ValueError as err:\n"
          "        raise KeyError(KEY) from err"),
    _body("note-of-an-exception", "error = KeyError('x')\n    error.add_note(BODY + HOSTILE)\n"
          "    raise error"),
    _body("group-with-a-body", "raise ExceptionGroup(BODY, [ValueError(HOSTILE)])"),
    _body("controls-raised", "raise ValueError(HOSTILE)"),
    _body("exits-with-a-body", "sys.exit(BODY + HOSTILE)"),
    _body("fails-with-a-body", "status(base_url) == 200 or pytest.fail(BODY + HOSTILE)", good=KEPT),
    _body("fails-without-a-traceback", "status(base_url) == 200 or "
          "pytest.fail(BODY + HOSTILE, pytrace=False)", good=KEPT),
    _body("asserts-with-a-body", "assert status(base_url) == 200, BODY + HOSTILE", good=KEPT),
    _body("asserts-with-a-number", "assert status(base_url) == 200, 503", good=KEPT),
    _body("asserts-with-a-dictionary", "assert status(base_url) == 200, {'token': KEY}", good=KEPT),
    _body("asserts-a-secret", "assert status(base_url) == 200 or KEY == DATABASE", good=KEPT),
    _body("asserts-a-body", "assert status(base_url) == 200 or BODY == 'ok'", good=KEPT),
    _body("asserts-with-megabytes", "assert status(base_url) == 200, BODY * 2000", good=KEPT),
    _body("skips-with-a-body", "pytest.skip(BODY + HOSTILE)", good=HARMLESS),
    _body("expects-a-failure-with-a-body", "pytest.xfail(BODY + HOSTILE)", good=HARMLESS),
    _body("prints", "print(BODY, KEY, DATABASE, HOSTILE)", "raise KeyError('x')"),
    _body("prints-to-stderr", "print(BODY, KEY, HOSTILE, file=sys.stderr)", "raise KeyError('x')"),
    _body("writes-to-the-descriptor", "os.write(1, (BODY + HOSTILE).encode())",
          "os.write(2, (KEY + HOSTILE).encode())", "raise KeyError('x')"),
    _body("writes-past-the-capture", "print(BODY, KEY, HOSTILE, file=sys.__stdout__)",
          "sys.__stdout__.flush()", good=KEPT),
    _body("child-prints", "subprocess.run(['printenv', 'API_TOKEN'])", "raise KeyError('x')"),
    _body("logs", "logging.getLogger('team').warning(BODY + KEY + HOSTILE)", "raise KeyError('x')"),
    _body("warns", "warnings.warn(BODY + KEY + HOSTILE)", good=KEPT),
    _body("long-line", "print(BODY.rjust(150000, 'x'))", "raise KeyError('x')"),
    _body("megabytes", "print('x' * 79 + '\\n', end='' * 3)",
          "[print('y' * 1000) for _ in range(300)]", "raise KeyError('x')"),
    _file("text-of-an-exception-with-a-body", "class Hostile(Exception):\n"
          "    def __repr__(self): return BODY + HOSTILE\n    __str__ = __repr__\n"
          "def test_it(): raise Hostile"),
    _file("operands-that-show-a-body", "class Hostile:\n    def __repr__(self): return BODY + "
          "HOSTILE\ndef test_it(base_url): assert status(base_url) == 200 or Hostile() == 1",
          good=KEPT),
    _file("parameters-with-a-secret", f"@pytest.mark.parametrize('n', [1], ids=['token={BODY_TOKEN}"
          "'])\ndef test_it(n): raise KeyError('x')"),
    _file("parameters-with-controls", "@pytest.mark.parametrize('n', [HOSTILE, '\\x1b[2J', '\\r', "
          "'\\u202e'])\ndef test_it(n): raise KeyError('x')"),
    _file("ids-with-controls", "@pytest.mark.parametrize('n', [1], ids=[HOSTILE])\n"
          "def test_it(n): raise KeyError('x')"),
    _file("docstring-with-controls", "def test_it(base_url):\n    assert status(base_url) == 200\n"
          "test_it.__doc__ = BODY + HOSTILE", good=KEPT),
    _file("properties-with-a-body", "def test_it(record_property):\n"
          "    record_property('answer', BODY + HOSTILE)\n    raise KeyError('x')"),
    _file("suite-properties-with-a-body", "def test_it(record_testsuite_property):\n"
          "    record_testsuite_property('answer', BODY + HOSTILE)", good=KEPT | SPOILT),
    _file("xml-attributes-with-a-body", "def test_it(record_xml_attribute):\n"
          "    record_xml_attribute('assertions', BODY + HOSTILE)\n    raise KeyError('x')"),
    _file("fixture-raises-a-body", "@pytest.fixture\ndef ready():\n    raise ValueError(BODY + "
          "HOSTILE)\ndef test_it(ready): pass"),
    _file("teardown-raises-a-body", "@pytest.fixture\ndef ready():\n    yield\n    raise "
          "ValueError(BODY + HOSTILE)\ndef test_it(ready): pass"),
    _file("subtest-with-a-body", "def test_it(subtests, base_url):\n    with subtests.test(BODY):\n"
          "        assert status(base_url) == 200, BODY + HOSTILE", good=KEPT),
    _file("module-raises-a-body", "raise ValueError(BODY + KEY + HOSTILE)"),
    _file("module-asserts-a-body", "assert not KEY, BODY + HOSTILE"),
    _file("module-prints", "print(BODY, KEY, HOSTILE)\nprint(BODY, HOSTILE, file=sys.stderr)\n"
          "raise KeyError('x')"),
    _file("xfail-reason-with-a-body", "@pytest.mark.xfail(reason=BODY + HOSTILE)\n"
          "def test_it(): assert False", good=HARMLESS),
    _file("skip-reason-with-a-body", "@pytest.mark.skip(reason=BODY + HOSTILE)\n"
          "def test_it(): pass", good=HARMLESS),
    _file("thread-raises-a-body", "def test_it():\n    def inside(): raise ValueError(BODY + "
          "HOSTILE)\n    thread = threading.Thread(target=inside)\n    thread.start()\n"
          "    thread.join()", good=KEPT | SPOILT),
)  # fmt: skip

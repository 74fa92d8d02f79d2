"""Whatever a frontend answers, its readers say what is wrong with it and never raise."""

from collections.abc import Iterator

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smokegate.contract import Page
from smokegate.probe.observation import Answer
from smokegate.reading import (
    build,
    bundle,
    csp,
    exposure,
    missing,
    mixed_content,
    references,
    sharing,
    soft_error,
    weight,
    worker,
)
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.elements import assets
from smokegate.reading.problem import Problem
from tests.reading.answers import ORIGIN, answer, silence

PIECES = (
    "<!--", "-->", "<script", "<script>", "</script>", "<title>", "</title>", "<link rel=manifest",
    '<base href="http://[', "<svg", "/>", "<div", ">", '"', "'", "`", "=", "\\", "(", ")", "[", "]",
    "{", "}", ",", " ", "\n", "\0", "\ud7ff", "%VITE_A%", "{{", "}}", "${",
    'import("./a-a1B2c3.js")',
    'from"./a-a1B2c3.js"', "new URL(", "import.meta.url", "__vite__mapDeps=", '["assets/a-1.js"]',
    "url(", "@import", "a.png", "//[::1", "http://h:99999/", "serviceWorker.register(", "/sw.js",
    '{url:"', "revision:", '"icons":', '[{"src":"a"}]', "localhost:3000", "undefined/api/",
    "-----BEGIN PRIVATE KEY-----", "sk_live_", "A=1\n", "ref: refs/", '"version":3',
    "<b>Fatal error", "<img srcset=", "<source src=", "<video poster=", "<use href=", "1x",
    'r.p="/"', "r.u=e=>", "{1:", "[e]", "||e", "?", "+", "r.f.j=(t,n)=>", "new Promise", "1===e",
)  # fmt: skip
SOURCES = (
    "script-src", "default-src", "'self'", "'nonce-", "'sha256-", "x'", "*", "*.a:*", "https:",
    "upgrade-insecure-requests",
    "a:99999", "[::1]:1", "http://a/b", ";", ",", " ", "sandbox", "'strict-dynamic'", "%zz", "'",
)  # fmt: skip
bodies = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join)
policies = st.lists(st.sampled_from(SOURCES), max_size=8).map(" ".join)
caching = st.sampled_from(["max-age=", "immutable", "max-age=9" + "9" * 20, ",;="])
ADDRESSES = (f"{ORIGIN}/assets/i.js", f"{ORIGIN}/", "https://cdn.example/a.js?b#c", "http://h:1/")


def of_page(one: Answer) -> Iterator[Problem]:
    """Every reader of a page."""
    promise = Page(path="/", contains=("x",))
    yield from soft_error.soft_error_problems(one, promise)
    yield from soft_error.truncation_problems(one)
    yield from soft_error.charset_problems(one)
    yield from build.dev_server_problems(one)
    yield from build.template_problems(one)
    yield from mixed_content.mixed_content_problems(one, ORIGIN)
    for kind in (Kind.STYLE, Kind.FONT):
        yield from mixed_content.style_content_problems(one, [one], ORIGIN, kind)
    yield from mixed_content.upgrade_problems(one, assets(one), "http://h:81")
    yield from csp.inline_problems(one)
    yield from csp.blocked_problems(one, assets(one), ORIGIN)
    yield from missing.fallback_problems(one)
    yield from missing.kept_problems(one)
    yield from exposure.secret_file_problems(one)


def of_code(one: Answer) -> Iterator[Problem]:
    """Every reader of a script, a style, a manifest or a worker."""
    yield from bundle.undefined_problems([one])
    yield from bundle.environment_problems([one], ["a.png"])
    yield from bundle.secret_problems([one])
    yield from bundle.sandbox_problems([one])
    yield from bundle.unminified_problems([one])
    for kind in Kind:
        asset = Asset(url=one.ask.url, kind=kind, page=f"{ORIGIN}/", is_run=True)
        found = list(references.references(asset, one))
        assert all(named.kind is Kind.FONT for named in found if named.is_foreign_to(ORIGIN))
        yield from csp.blocked_problems(one, found, ORIGIN)
        for seen in (one, silence()):
            yield from worker.worker_problems(asset, seen, ORIGIN)
            yield from exposure.source_map_problems(asset, seen)
            yield from sharing.sharing_problems(asset, seen, ORIGIN)
        yield from weight.weight_problems([(asset, one)], 0.001, ORIGIN)


@settings(
    max_examples=300,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    body=bodies,
    policy=policies,
    cache=caching,
    status=st.sampled_from([200, 200, 200, 206, 404, 500]),
    url=st.sampled_from(ADDRESSES),
)
@example(body='<script src="//[', policy="script-src a:99999", cache="", status=200, url=ORIGIN)
def test_nothing_raises(body: str, policy: str, cache: str, status: int, url: str) -> None:
    """A problem is one line that no terminal and no CI obeys, however mad the answer."""
    headers = [("content-security-policy", policy), ("cache-control", cache)]
    one = answer(
        body.encode("utf-8", "replace"), status=status, kind="text/html", headers=headers, url=url
    )
    for problem in (*of_page(one), *of_code(one)):
        told = str(problem)
        assert told.isprintable()
        assert len(told) < 1000

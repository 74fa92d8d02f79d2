"""`pytest smoke` over https: an edge that keeps its promises, and one that breaks them."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
import trustme

from smokegate.demo.frontend import ENTRY, LOGO, STYLE
from tests.edge.front import Asked, Edge, Given, before, contract, fronted, sent_on
from tests.live import ROOT, Live, cases, suite
from tests.probe.server import secured

ONLY_EDGE = [ROOT / "smoke/test_edge.py"]
CHECKS = 25  # those of the edge, with the shipped contract
EVERYTHING = {
    "test_certificate_lasts": (
        "skipped",
        "GET / -> 200: certificate of 127.0.0.1 should be good for 14 days or more, got 5 (until ",
    ),
    "test_http_redirects_to_https": (
        "skipped",
        "GET /?... -> 302: location should be https://127.0.0.1:*/?x=1, got https://127.0.0.1:*/",
    ),
    "test_http_redirects_for_good": (
        "skipped",
        "GET /?... -> 302: status should be 301 or 308, got 302",
    ),
    "test_redirects_stay_on_https": (
        "skipped",
        "GET / -> 200: GET /auth/google location should be https, "
        "got http://127.0.0.1:*/api/v1/oauth/google; GET /auth/facebook location should be https, "
        "got http://127.0.0.1:*/api/v1/oauth/facebook",
    ),
    "test_hsts_is_sent": (
        "skipped",
        "GET / -> 200: strict-transport-security should be max-age=15552000 or more, "
        "got max-age=300",
    ),
    "test_page_is_not_stale[/]": (
        "failure",
        "GET / -> 200: page should be the one that the origin has, which loads "
        "/assets/vendor-D7pXk2_a.js, got one that loads /assets/vendor-OLDXk2_a.js "
        "(cf-cache-status HIT, age 7200): purge the edge, going back would not help",
    ),
    "test_page_is_asked_for_each_time[/]": (
        "skipped",
        "GET / -> 200: page should be asked of the origin each time, "
        "got cf-cache-status HIT, age 7200; "
        "cache-control should be no-cache or max-age=0, got max-age=31536000",
    ),
    "test_health_comes_from_no_cache": (
        "failure",
        "GET /api/v1/health -> 200: answer should be the deployment's own, got a cache's (age 30)",
    ),
    "test_hashed_files_are_immutable[/]": (
        "skipped",
        "GET /: /assets/index-BEBR_ldC.css should be of cache-control "
        "max-age=31536000, immutable, got public, max-age=60",
    ),
    "test_other_files_are_asked_for_again[/]": (
        "failure",
        "GET / -> 200: / should be asked for again, got public, max-age=31536000; "
        "/config.js should be asked for again, got immutable",
    ),
    "test_errors_are_not_kept": (
        "skipped",
        "GET / -> 200: GET /assets/smokegate-*.js -> 404 should be not to be kept, "
        "got public, max-age=86400",
    ),
    "test_cookies_are_nobody_elses[/]": (
        "failure",
        "GET / -> 200: GET /assets/logo-DmW3s-9q.svg should be without cookies in a cache, "
        "got set-cookie sid with cf-cache-status HIT",
    ),
    "test_encoded_answers_vary[/]": (
        "skipped",
        "GET / -> 200: vary of /assets/index-BEBR_ldC.css, which is br, "
        "should be Accept-Encoding, got none",
    ),
    "test_coding_is_offered[br]": (
        "skipped",
        "GET /assets/index-BEBR_ldC.css -> 200: "
        "content-encoding of /assets/index-BEBR_ldC.css should be br, got none",
    ),
    "test_coding_is_faithful[gzip]": (
        "failure",
        "GET /assets/index-BEBR_ldC.css -> 200: /assets/index-BEBR_ldC.css decoded from gzip "
        "should be the 2823 bytes that it is without a coding, got gzip inside of it",
    ),
    "test_coding_is_faithful[zstd]": (
        "failure",
        "GET /assets/index-BEBR_ldC.css -> 200: content-encoding of /assets/index-BEBR_ldC.css "
        "should be zstd or none, got br",
    ),
    "test_no_coding_is_forced": (
        "failure",
        "GET /assets/index-BEBR_ldC.css -> 200: content-encoding of /assets/index-BEBR_ldC.css "
        "should be none, as asked, got br",
    ),
    "test_edge_has_what_the_origin_has[/]": (
        "failure",
        "GET / -> 200: /assets/index-BChQUWSn.js should be the script that the same URL gives "
        "with a new query, got HTML that the edge keeps: purge the edge, going back would not help",
    ),
    "test_page_protects_who_opens_it[/]": (
        "skipped",
        "GET / -> 200: x-content-type-options should be nosniff, got none; "
        "content-security-policy or x-frame-options should be there, got neither; "
        "referrer-policy should be there, got none",
    ),
    "test_edge_adds_no_scripts[/]": (
        "skipped",
        "GET / -> 200: page should be as it was built, "
        "got the edge's /cdn-cgi/scripts/7d0fa10a/cloudflare-static/rocket-loader.min.js",
    ),
}
ROCKET = b'<script src="/cdn-cgi/scripts/7d0fa10a/cloudflare-static/rocket-loader.min.js"></script>'


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """A certificate authority of our own."""
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """The same, trusted by the suite through SSL_CERT_FILE."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return authority


def test_a_good_edge_passes_every_check(live: Live, trusted: trustme.CA, tmp_path: Path) -> None:
    """Behind an edge that changes nothing, everything is green and the whole edge is asked."""
    with (
        fronted(before(live.url), secured(trusted, "127.0.0.1")) as edge,
        sent_on(b"301 Moved Permanently", edge.url.rstrip("/") + "{}") as http_port,
    ):
        file = contract(tmp_path, http_port=http_port)
        done = suite(edge.url, f"--contract={file}", "--samples=1", "-v", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert " xfailed" not in done.stdout
    assert "over https" not in done.stdout
    assert {case.outcome for case in cases(tmp_path / "reports/junit.xml")} == {"passed"}
    assert done.stdout.count("test_edge.py::") == CHECKS


def test_everything_that_an_edge_breaks_is_named(
    live: Live, trusted: trustme.CA, tmp_path: Path
) -> None:
    """Each fault of an edge fails the check of its promise, and no other one."""
    soon = datetime.now(UTC) + timedelta(days=5, hours=12)
    tls = secured(trusted, "127.0.0.1", not_before=soon - timedelta(days=90), not_after=soon)
    with (
        fronted(_spoiling(before(live.url)), tls) as edge,
        sent_on(b"302 Found", edge.url) as http_port,
    ):
        file = contract(tmp_path, http_port=http_port)
        done = suite(
            edge.url, f"--contract={file}", "-p", "no:allure_pytest", folder=tmp_path,
            target=ONLY_EDGE,
        )  # fmt: skip
    assert done.returncode == 1, done.stdout
    seen = {case.name: case for case in cases(tmp_path / "reports/junit.xml")}
    said = {
        name: (case.outcome, _general(str(case.message)))
        for name, case in seen.items()
        if case.outcome != "passed"
    }
    assert {name: said[name][0] for name in said} == {
        name: it[0] for name, it in EVERYTHING.items()
    }
    for name, (_, words) in EVERYTHING.items():
        assert said[name][1].startswith(words), said[name]
    assert seen["test_edge_has_what_the_origin_has[/]"].properties["cause"] == "contract"


def test_without_a_port_for_http_the_redirect_is_not_asked(
    live: Live, trusted: trustme.CA, tmp_path: Path
) -> None:
    """Nobody knows where plain http is if the base URL has a port: not collected, and said."""
    with fronted(before(live.url), secured(trusted, "127.0.0.1")) as edge:
        done = suite(
            edge.url, "-p", "no:allure_pytest", "--collect-only", folder=tmp_path, target=ONLY_EDGE
        )
    assert "test_http_redirects" not in done.stdout
    assert done.stdout.count("<Function ") == CHECKS - 2
    assert (
        "not covered: the redirect to https (--base-url has a port, and [edge] no http_port)"
        in done.stdout.splitlines()
    )


def _general(message: str) -> str:
    """The first line of the message without what differs from run to run."""
    line = message.splitlines()[0]
    line = re.sub(r" in [0-9.]+ s:", ":", line, count=1)
    line = re.sub(r"127\.0\.0\.1:[0-9]+", "127.0.0.1:*", line)
    return re.sub(r"smokegate-[0-9a-f]{8}", "smokegate-*", line)


def _spoiling(edge: Edge) -> Edge:
    """The same edge with every fault at once."""

    def spoilt(asked: Asked) -> Given:
        if asked.path == "/":
            return _spoilt_page(edge(asked), asked)
        if asked.target == ENTRY.path:  # nothing under the exact URL; the origin has it
            return edge(Asked(target="/", headers=asked.headers))
        return _spoilt_file(edge(asked), asked)

    return spoilt


def _spoilt_page(given: Given, asked: Asked) -> Given:
    if asked.target != "/":
        return given
    protecting = ("content-security-policy", "referrer-policy", "x-content-type-options")
    plain = brotli.decompress(given.body).replace(b"vendor-D7p", b"vendor-OLD")
    return Given(
        status=200,
        headers=given.with_(
            without=(*protecting, "content-encoding", "content-length"),
            strict_transport_security="max-age=300",
            cache_control="public, max-age=31536000",
            cf_cache_status="HIT",
            age="7200",
        ).headers,
        body=plain.replace(b"</head>", ROCKET + b"</head>"),
    )


def _spoilt_file(given: Given, asked: Asked) -> Given:
    if asked.path == STYLE.path:
        return _spoilt_style(given, asked.header("accept-encoding"))
    if asked.path == LOGO.path:
        return given.with_(cf_cache_status="HIT", set_cookie="sid=abc; Path=/")
    if asked.path == "/config.js":
        headers = (("content-type", "text/javascript"), ("cache-control", "immutable"))
        return Given(status=200, headers=headers, body=b"self.skipWaiting()")
    if asked.path == "/api/v1/health":
        return given.with_(age="30")
    if asked.path.startswith("/auth/"):
        location = dict(given.headers)["location"]
        return given.with_(location=location.replace("https:", "http:"))
    if given.status == 404 and asked.path.endswith(".js"):
        return given.with_(cache_control="public, max-age=86400")
    return given


def _spoilt_style(given: Given, coding: str) -> Given:
    given = given.with_(
        without=("content-encoding", "content-length", "vary"), cache_control="public, max-age=60"
    )
    coded = {
        "br": ("", STYLE.body),
        "gzip": ("gzip", gzip.compress(gzip.compress(STYLE.body))),
    }
    stated, body = coded.get(coding, ("br", brotli.compress(STYLE.body)))
    headers = given.with_(content_encoding=stated).headers if stated else given.headers
    return Given(status=200, headers=headers, body=body)

"""A policy is read as browsers read it; what they surely block is told, and nothing else."""

import pytest

from smokegate.reading.asset import Asset, Kind
from smokegate.reading.csp import blocked_problems, inline_problems
from smokegate.reading.elements import assets
from tests.reading.answers import ORIGIN, answer, said

SRC = '<script src="/a.js"></script>'
BLOCKED = "(a browser blocks it)"


def blocked(policy: str, body: str, *, origin: str = ORIGIN, url: str = f"{ORIGIN}/") -> list[str]:
    """What this header blocks of the page."""
    given = answer(body, kind="text/html", url=url, headers=[("content-security-policy", policy)])
    return said(blocked_problems(given, assets(given), origin))


@pytest.mark.parametrize(
    "policy",
    [
        "",
        "upgrade-insecure-requests",
        "frame-ancestors 'none'; object-src 'none'",
        "default-src 'self'",
        "DEFAULT-SRC 'SELF'",
        "default-src 'none'; script-src 'self'",
        "script-src 'none'; script-src-elem 'self'",
        "script-src *",
        "script-src https:",
        "script-src http:",
        "script-src charhub.app",
        "script-src https://charhub.app",
        "script-src http://charhub.app",
        "script-src https://charhub.app:443",
        "script-src charhub.app:*",
        "script-src *.app",
        "script-src https://charhub.app/",
        "script-src https://charhub.app/a.js",
        "script-src 'strict-dynamic' 'self'",
        "script-src 'nonce-x' 'self'",
        "sandbox allow-scripts",
        "; ;,,",
    ],
)
def test_what_a_policy_allows(policy: str) -> None:
    """Own origin, scheme, host, port, path, the first directive of a name."""
    assert blocked(policy, SRC) == []


@pytest.mark.parametrize(
    "policy, name, sources",
    [
        ("default-src 'none'", "default-src", "'none'"),
        ("default-src", "default-src", "no source at all"),
        ("script-src cdn.example", "script-src", "cdn.example"),
        ("script-src 'none'; script-src 'self'", "script-src", "'none'"),
        ("script-src-elem https://charhub.app:8443", "script-src-elem", "https://charhub.app:8443"),
        ("script-src *.charhub.app", "script-src", "*.charhub.app"),
        ("script-src https://charhub.app/b/", "script-src", "https://charhub.app/b/"),
        ("script-src 'unsafe-inline' 'unsafe-eval'", "script-src", "'unsafe-inline' 'unsafe-eval'"),
        ("script-src 'self' 'strict-dynamic' 'nonce-s3cr3t'", "script-src", None),
        ("script-src data:", "script-src", "data:"),
        ("default-src 'self', script-src 'none'", "script-src", "'none'"),
        ("sandbox", "sandbox", "no source at all"),
    ],
)
def test_what_a_policy_blocks(policy: str, name: str, sources: str | None) -> None:
    """Each policy is enforced for itself; nonces are not shown."""
    found = sources or "'self' 'strict-dynamic' 'nonce-...'"
    assert blocked(policy, SRC) == [
        f"script {ORIGIN}/a.js should be allowed by {name}, got {found} {BLOCKED}"
    ]


@pytest.mark.parametrize(
    "policy, body, is_blocked",
    [
        ("script-src 'nonce-x'", '<script nonce="x" src="/a.js"></script>', False),
        ("script-src 'nonce-x'", '<script nonce="y" src="/a.js"></script>', True),
        ("script-src 'nonce-x'", '<script nonce="X" src="/a.js"></script>', True),
        ("script-src 'sha256-x='", '<script integrity="sha256-y" src="/a.js"></script>', False),
        ("style-src 'none'", SRC, False),
        ("style-src 'none'", '<link rel="stylesheet" href="/a.css">', True),
        ("img-src 'none'", '<img src="/a.png">', True),
        ("default-src 'none'", '<link rel="preload" as="fetch" href="/a">', False),
        ("manifest-src 'none'", '<link rel="manifest" href="/a">', True),
        (
            "default-src 'self' 'strict-dynamic' 'nonce-x'",
            '<link rel="stylesheet" href="/a.css"><img src="/a.png">',
            False,
        ),
        ("default-src 'strict-dynamic' 'nonce-x'", '<img src="/a.png">', True),
        ("default-src 'strict-dynamic'", '<img src="/a.png">', True),
        ("script-src 'strict-dynamic' 'nonce-x'", '<link rel="modulepreload" href="/a.js">', False),
        ("script-src 'strict-dynamic' 'nonce-x'", SRC, True),
        ("script-src 'self' 'nonce-x'", '<link rel="modulepreload" href="/a.js">', False),
        ("script-src 'nonce-x'", '<link rel="modulepreload" href="/a.js">', True),
    ],
)
def test_each_kind_has_its_directive(policy: str, body: str, is_blocked: bool) -> None:
    """Nonces match whole; hashes of files are not judged; 'strict-dynamic' is for scripts."""
    assert bool(blocked(policy, body)) is is_blocked


@pytest.mark.parametrize("policy", ["script-src 'self'", "script-src https://charhub.app"])
def test_what_is_asked_under_another_name_is_ones_own(policy: str) -> None:
    """People use the public URL, whatever the address that was asked."""
    asked = "http://127.0.0.1:8080"
    assert blocked(policy, SRC, url=f"{asked}/", origin=ORIGIN) == []
    full = f'<script src="{ORIGIN}/a.js"></script>'
    assert blocked(policy, full, url=f"{asked}/", origin=ORIGIN) == []


def test_a_policy_may_stand_in_the_page() -> None:
    """In a meta of the head; a report-only header blocks nothing."""
    meta = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">'
    given = answer(f"<head>{meta}</head>{SRC}", kind="text/html")
    assert said(blocked_problems(given, assets(given), ORIGIN)) == [
        f"script {ORIGIN}/a.js should be allowed by script-src, got 'none' {BLOCKED}"
    ]
    only = [("content-security-policy-report-only", "script-src 'none'")]
    given = answer(SRC, kind="text/html", headers=only)
    assert said(blocked_problems(given, assets(given), ORIGIN)) == []


def test_fonts_are_held_against_the_page() -> None:
    """What a style names is loaded under the policy of the page."""
    given = answer("", headers=[("content-security-policy", "font-src fonts.gstatic.com")])
    font = Asset(url=f"{ORIGIN}/f.woff2", kind=Kind.FONT, page=f"{ORIGIN}/")
    assert said(blocked_problems(given, [font], ORIGIN)) == [
        f"font {ORIGIN}/f.woff2 should be allowed by font-src, got fonts.gstatic.com {BLOCKED}"
    ]


@pytest.mark.parametrize(
    "policy, script, is_blocked",
    [
        ("script-src 'self'", "<script>go()</script>", True),
        ("script-src 'self' 'unsafe-inline'", "<script>go()</script>", False),
        ("script-src 'self' 'unsafe-inline' 'nonce-x'", "<script>go()</script>", True),
        ("script-src 'unsafe-inline' 'nonce-x'", "<script nonce=x>go()</script>", False),
        (
            "script-src 'sha256-QRnUVAoM3DgzMdBVAU+sfZrSsFvmx1PcNYj2zZeMifY='",
            "<script>other()</script>",
            True,
        ),
        ("style-src 'none'", "<script>go()</script>", False),
        ("default-src 'none'", "<script type='application/json'>{}</script>", False),
        ("default-src 'none'", "<script> </script>", False),
        ("default-src 'none'", "<script>window.__CF$cv$params={}</script>", False),
        ("", "<script>go()</script>", False),
    ],
)
def test_scripts_in_the_page(policy: str, script: str, is_blocked: bool) -> None:
    """A nonce or a hash switches 'unsafe-inline' off; what an edge puts in is not the page's."""
    given = answer(script, kind="text/html", headers=[("content-security-policy", policy)])
    assert bool(said(inline_problems(given))) is is_blocked


def test_a_script_in_the_page_is_allowed_by_its_hash() -> None:
    """CSP 3, 8.2: alert('Hello, world.')."""
    source = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    given = answer(
        "<script>alert('Hello, world.');</script>",
        kind="text/html",
        headers=[("content-security-policy", f"script-src {source}")],
    )
    assert said(inline_problems(given)) == []

"""A URL that cannot be asked, or must not stand in a report, is refused before anything is run."""

import pytest

from smokegate.errors import ConfigurationError
from smokegate.origin import checked_origin, checked_url


@pytest.mark.parametrize(
    "url, origin",
    [
        ("https://charhub.app", "https://charhub.app"),
        ("https://charhub.app/", "https://charhub.app"),
        ("https://charhub.app#", "https://charhub.app"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:3000/", "http://localhost:3000"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        pytest.param("HTTPS://CharHub.App", "https://charhub.app", id="capitals"),
        pytest.param("https://charhub.app:443", "https://charhub.app", id="usual-port"),
        pytest.param("http://charhub.app:80/", "http://charhub.app", id="usual-port-of-http"),
        pytest.param("http://charhub.app:443", "http://charhub.app:443", id="port-of-the-other"),
        pytest.param("https://charhub.app:", "https://charhub.app", id="colon-alone"),
    ],
)
def test_origin_is_as_servers_are_told_it(url: str, origin: str) -> None:
    """An application that builds its callback from the Host header states this very string."""
    assert checked_origin("--base-url", url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "https://charhub.app",
        "https://control.example/generate_204?x=1",
        "https://medium.example/@somebody",
        "https://control.example/?mail=a@b.example",
    ],
)
def test_url_is_kept_as_given(url: str) -> None:
    """A control URL may have a path and a query, also with an @ in it."""
    assert checked_url("--control", url) == url


BAD = [
    *(
        pytest.param(url, f"should be an origin, got {url!r}; paths belong into the contract")
        for url in (
            "https://charhub.app/api",
            "https://charhub.app//",
            "https://charhub.app?x",
            "https://charhub.app#x",
        )
    ),
    *(
        pytest.param(url, f"should be an http or https URL, got {url!r}; write https://host")
        for url in (
            "",
            "charhub.app",
            "charhub.app:443",
            "//charhub.app",
            "ftp://charhub.app",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://",
            "https:///api",
            "https://:443",
            "https://char hub.app",
            "https://charhub.app\n",
            "https://charhub.app\0",
            "https://charhub.app\\.evil.example",
        )
    ),
    *(
        pytest.param(
            f"https://{user}@charhub.app{port}",
            f"carries credentials, got https://[redacted]@charhub.app{port}; "
            "leave them out, they would stand in every report",
        )
        for user, port in (
            ("u:hunter2", ""),
            ("hunter2", ""),
            ("", ""),
            ("u:hunter2", ":x"),
            ("u:hunter2", ":99999"),
            ("u:hunter2@x", ""),
        )
    ),
    pytest.param(
        "https://u:hunter2@[::1",
        "carries credentials, got https://[redacted]@[::1; "
        "leave them out, they would stand in every report",
    ),
    pytest.param(
        "https://[::1", "is not a URL (Invalid IPv6 URL), got 'https://[::1'; write https://host"
    ),
    pytest.param(
        "https://charhub.app:x",
        "is not a URL (Port could not be cast to integer value as 'x'), "
        "got 'https://charhub.app:x'; write https://host",
    ),
    pytest.param(
        "https://charhub.app:99999",
        "is not a URL (Port out of range 0-65535), "
        "got 'https://charhub.app:99999'; write https://host",
    ),
    pytest.param(
        "https://a\u2028\u2100",
        "is not a URL (netloc 'a\\u2028\u2100' contains invalid characters under NFKC "
        "normalization), got 'https://a\\u2028\u2100'; write https://host",
    ),
]


@pytest.mark.parametrize(
    "url, fault", [pytest.param(*one.values, id=ascii(one.values[0])) for one in BAD]
)
def test_is_refused_in_one_line(url: str, fault: str) -> None:
    """Where, what is wrong, what was got and what to write; never a password."""
    with pytest.raises(ConfigurationError) as caught:
        checked_origin("--base-url", url)
    told = str(caught.value)
    assert told == f"--base-url: {fault}"
    assert len(told.splitlines()) == 1
    assert "hunter2" not in told

"""What is shipped, and what the documentation shows, loads and means what it says."""

import hashlib
from pathlib import Path

import pytest
from msgspec.structs import replace

from smokegate.contract import Edge, Latency, Oauth, Page, Ready, ReleaseIdentity, Route
from smokegate.contract_fields import Coding, Severity
from smokegate.contract_file import load_contract
from tests.contract.writing import APP, AUTHORIZE, HEALTH, OAUTH, PAGE, ROUTE, loaded, written

SHIPPED = Path("smoke/charhub.toml").resolve()

# design.md, "The contract"
DOCUMENTED = r"""
app = "CharHub"

[release]                       # how the deployment says which release it is; leave out if it does not
json = "release"                # key in the health body | header = "x-release" | meta = "release"
required = false                # unstated: not covered, or not-deployed with --release

[health]
path = "/api/v1/health"
max_age_s = 60                  # an older timestamp is a cached answer
[health.components]             # each becomes a check
database = "critical"
redis = "critical"
r2 = "critical"
llm = "minor"                   # a third party: going back would not mend it

[ready]
path = "/api/v1/ready"
required = false                # 404/405 is "not provided": reported as not covered. Any other answer must be right

[[pages]]
path = "/"
contains = ["CharHub"]
mount = "#root"                 # where the application mounts; the browser check waits for it
mount_required = false

[[oauth]]
provider = "google"
path = "/api/v1/oauth/google"
authorize = "https://accounts.google.com/o/oauth2/*"
scopes = ["profile", "email"]
callback = "/api/v1/oauth/google/callback"
callback_required = false
client_id = '^\d+-[a-z0-9]+\.apps\.googleusercontent\.com$'   # optional; left out of the shipped contract

[[oauth]]
provider = "facebook"
required = false
path = "/api/v1/oauth/facebook"
authorize = "https://www.facebook.com/*/dialog/oauth"
scopes = ["email"]
callback = "/api/v1/oauth/facebook/callback"

[[routes]]                      # any other promise
path = "/api/v1/no-such-route"
status = 404
severity = "minor"

[edge]                          # judged over https only
min_certificate_days = 14
https_redirect = true
hsts = true
assets_immutable = "minor"
compression = ["br", "gzip"]

[latency]
budget_ms = 500
severity = "minor"
"""  # noqa: E501


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SHIPPED.read_text("utf-8"), id="shipped"),
        pytest.param(DOCUMENTED, id="documented"),
    ],
)
def test_charhub_promises_what_the_plan_says(text: str, tmp_path: Path) -> None:
    """Database, Redis, R2, the page and the Google login are critical; a third party is not."""
    contract = loaded(tmp_path, text)
    assert contract.app == "CharHub"
    assert contract.release == ReleaseIdentity(json="release", required=False)
    assert contract.health is not None
    assert (contract.health.path, contract.health.max_age_s) == ("/api/v1/health", 60)
    assert contract.health.components == {
        "database": Severity.CRITICAL,
        "redis": Severity.CRITICAL,
        "r2": Severity.CRITICAL,
        "llm": Severity.MINOR,
    }
    assert contract.ready == Ready(path="/api/v1/ready", required=False)
    (page,) = contract.pages
    assert replace(page, max_code_kib=None) == Page(
        path="/", contains=("CharHub",), mount="#root", mount_required=False
    )
    assert [(one.provider, one.required) for one in contract.oauth] == [
        ("google", True),
        ("facebook", False),
    ]
    assert [one.callback_required for one in contract.oauth] == [False, True]
    assert contract.oauth[0].scopes == ("profile", "email")
    assert all(route.severity is Severity.MINOR for route in contract.routes)
    assert contract.edge == Edge(
        https_redirect=True,
        hsts=True,
        assets_immutable=Severity.MINOR,
        compression=(Coding.BR, Coding.GZIP),
    )
    assert contract.latency == Latency(budget_ms=500, severity=Severity.MINOR)


def test_documented_client_id_is_kept_as_written(tmp_path: Path) -> None:
    """A regular expression in single quotes needs no second escaping."""
    google = loaded(tmp_path, DOCUMENTED).oauth[0]
    assert google.client_id == r"^\d+-[a-z0-9]+\.apps\.googleusercontent\.com$"


def test_shipped_contract_leaves_the_client_id_open() -> None:
    """Nobody but CharHub knows its client id."""
    assert [one.client_id for one in load_contract(SHIPPED).record.oauth] == [None, None]


def test_loaded_says_which_text_it_read(tmp_path: Path) -> None:
    """A report names the contract by the digest of its very bytes."""
    file = written(tmp_path, HEALTH)
    assert load_contract(file).sha256 == hashlib.sha256(HEALTH.encode()).hexdigest()
    assert load_contract(file).text == HEALTH


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEALTH, id="health-alone"),
        pytest.param(APP + PAGE, id="page-alone"),
        pytest.param(APP + ROUTE, id="route-alone"),
        pytest.param(APP + OAUTH + AUTHORIZE, id="oauth-alone"),
        pytest.param(APP + '[ready]\npath = "/ready"\n', id="ready-alone"),
        pytest.param("\ufeff" + HEALTH, id="byte-order-mark"),
        pytest.param(HEALTH.replace("\n", "\r\n"), id="windows-line-ends"),
        pytest.param("# Ação \u2028 \x85\n" + HEALTH, id="unicode-comment"),
        pytest.param(HEALTH + 'severity = "trivial"\n', id="severity"),
        pytest.param(HEALTH + "max_age_s = 0.5\n", id="half-a-second"),
        pytest.param(HEALTH + '[health.components]\n"pg:responseTime" = "minor"\n', id="draft-06"),
        pytest.param(HEALTH + '[health.components]\n"broker/us1" = "minor"\n', id="nested"),
        pytest.param(HEALTH + "[health.components]\n", id="no-components"),
        pytest.param(APP + ROUTE + "status = 200\n", id="least-status"),
        pytest.param(APP + ROUTE + "status = [200, 599]\n", id="statuses"),
        pytest.param(APP + ROUTE + 'location = "https://*.example/x"\n', id="location-url"),
        pytest.param(APP + ROUTE + 'location = "/x/*"\n', id="location-path"),
        pytest.param(APP + '[[pages]]\npath = "/a?b=c"\n', id="path-with-query"),
        pytest.param(APP + PAGE + 'mount = "#root > [data-app]"\n', id="selector"),
        pytest.param('public_url = "https://charhub.app/"\n' + HEALTH, id="public-url-slash"),
        pytest.param('public_url = "http://127.0.0.1:8080"\n' + HEALTH, id="public-url-port"),
        pytest.param(
            APP + OAUTH + 'authorize = "http://127.0.0.1:9/o/*"\n', id="authorize-on-loopback"
        ),
        pytest.param(HEALTH + "[edge]\nmin_certificate_days = 0\n", id="no-days"),
        pytest.param(
            HEALTH + '[release]\njson = "release"\npage_meta = "release"\n' + PAGE, id="page-meta"
        ),
        pytest.param(APP + OAUTH + AUTHORIZE + "scopes_allowed = []\n", id="no-more-scopes"),
    ],
)
def test_loads(text: str, tmp_path: Path) -> None:
    """A promise that can be kept is accepted."""
    assert loaded(tmp_path, text).app == "CharHub"


def test_one_status_is_as_several() -> None:
    """Readers see a tuple, whichever way it was written."""
    assert Route(path="/r").statuses == (200,)
    assert Route(path="/r", status=404).statuses == (404,)
    assert Route(path="/r", status=(200, 204)).statuses == (200, 204)


def test_severities_have_an_order() -> None:
    """Blocker is the worst, trivial the mildest."""
    assert Severity.BLOCKER.is_at_least(Severity.CRITICAL)
    assert Severity.CRITICAL.is_at_least(Severity.CRITICAL)
    assert not Severity.NORMAL.is_at_least(Severity.CRITICAL)
    assert Severity.MINOR.is_at_least(Severity.TRIVIAL)


def test_optional_tables_default_to_no_promise() -> None:
    """A scope, a client id or a challenge that nobody promised is not asked for."""
    one = Oauth(provider="x", path="/a", authorize="https://a.example/b", callback="/c")
    assert (one.scopes, one.client_id, one.pkce, one.required) == ((), None, False, True)

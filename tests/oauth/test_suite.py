"""`pytest smoke` takes a login there and back, and sends nothing to a provider."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from smokegate.demo.states import States
from tests.live import ROOT, Case, cases, suite
from tests.replicas.cluster import Edited, cluster, replicas_of

TARGET = [ROOT / "smoke/test_oauth.py"]
CONTRACT = """
app = "CharHub"

[[oauth]]
provider = "google"
path = "/api/v1/oauth/google"
authorize = "https://accounts.google.com/o/oauth2/*"
scopes = ["profile", "email"]
callback = "/api/v1/oauth/google/callback"
nonce = true
return_to = "next"
"""
KNOWS = "test_callback_knows_its_own_state[google]"
KNOWN = {KNOWS, "test_every_replica_knows_the_states[google]"}
WAYS = [*TARGET, ROOT / "smoke/test_replicas.py"]


class Forgetful(States):
    """The memory of a process that restarts all the time."""

    def redeem(self, state: str, provider: str) -> bool:  # noqa: ARG002
        """Nothing is known."""
        return False


class ByCookie:
    """A login whose callback wants the cookie of the start, as most libraries do."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = Edited(app, self._set)
        self.sent: list[str | None] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        if request.url.path.endswith("/callback") and "error" in request.query_params:
            self.sent.append(request.headers.get("cookie"))
        await self._app(scope, receive, send)

    @staticmethod
    def _set(headers: MutableHeaders) -> None:
        if "accounts.google.com" in headers.get("location", ""):
            headers.append("set-cookie", "oauth_state=hunter2; Path=/; HttpOnly; SameSite=Lax")


class Redirected:
    """A login whose start leads to the provider with other parameters."""

    def __init__(self, app: ASGIApp, **changed: str | None) -> None:
        self._app, self._changed = Edited(app, self._set), changed
        self._number = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a callback that takes a form knows no GET."""
        is_back = Request(scope).url.path.endswith("/google/callback")
        is_form = is_back and "response_mode" in self._changed
        await (Response(status_code=405) if is_form else self._app)(scope, receive, send)

    def _set(self, headers: MutableHeaders) -> None:
        place, _, query = headers.get("location", "").partition("?")
        if "accounts.google.com" in place:
            self._number += 1
            asked = dict(parse_qsl(query)) | self._changed
            kept = {name: value for name, value in asked.items() if value is not None}
            headers["location"] = f"{place}?{urlencode(kept)}".replace("NUMBER", str(self._number))


class Open:
    """A login that sends people wherever the link says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        place = Request(scope).query_params.get("next")
        await (RedirectResponse(place, 302) if place else self._app)(scope, receive, send)


@pytest.fixture
def contract(tmp_path: Path) -> str:
    """The option that names a contract with everything optional in it."""
    path = tmp_path / "contract.toml"
    path.write_text(CONTRACT, "utf-8")
    return f"--contract={path}"


def ways_back(app: ASGIApp, folder: Path) -> tuple[set[str], list[str]]:
    """Checks of the login by Google that did not pass, what is said of its way back."""
    with cluster([app]) as url:
        suite(url, "-p", "no:allure_pytest", "-k", "google", folder=folder, target=WAYS)
    seen = [case for case in cases(folder / "reports/junit.xml") if case.outcome != "passed"]
    told = [str(case.message) for case in seen if case.name in KNOWN]
    return {case.name for case in seen}, [re.sub(r" in [\d.]+ s:", ":", one) for one in told]


def looked(app: ASGIApp, folder: Path, *arguments: str) -> tuple[int, dict[str, Case]]:
    """Exit status and cases of the checks of logins."""
    with cluster([app]) as url:
        done = suite(url, *arguments, folder=folder, target=TARGET)
    return done.returncode, {case.name: case for case in cases(folder / "reports/junit.xml")}


def test_a_callback_that_forgot_its_state_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start is in order, the way back is not."""
    monkeypatch.setattr("smokegate.demo.deployment.States", Forgetful)
    status, seen = looked(replicas_of("good")[0], tmp_path, "-p", "no:allure_pytest")
    failed = {name for name, case in seen.items() if case.outcome == "failure"}
    assert (status, failed) == (1, {KNOWS, KNOWS.replace("google", "facebook")})
    assert (
        ": state should be known to the callback that gave it out, got 400 INVALID_STATE "
        "(memory of another replica, or of a process that restarted)\n"
    ) in str(seen[KNOWS].message)


def test_the_cookie_of_the_start_goes_back_and_into_no_report(tmp_path: Path) -> None:
    """As a browser does it, once, to the same host."""
    app = ByCookie(replicas_of("good")[0])
    status, _ = looked(app, tmp_path)
    sent = sorted(map(str, app.sent))
    assert (status, sent) == (0, ["None", "oauth_state=hunter2"])  # of Facebook, of Google
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 10
    assert not [path for path in written if b"hunter2" in path.read_bytes()]


def test_what_a_contract_may_ask_for_is_asked(tmp_path: Path, contract: str) -> None:
    """A nonce, and a start that keeps people at home; both are warnings."""
    status, seen = looked(
        Open(replicas_of("good")[0]), tmp_path, contract, "-p", "no:allure_pytest"
    )
    told = {name: str(case.message) for name, case in seen.items() if case.outcome == "skipped"}
    assert (status, set(told)) == (
        0,
        {"test_nonce_is_fresh[google]", "test_return_stays_at_home[google]"},
    )
    assert "nonce should be present once, got 0 of them" in told["test_nonce_is_fresh[google]"]
    assert (
        "start should be on our own origin, got a redirect to smokegate.invalid"
        in told["test_return_stays_at_home[google]"]
    )


def test_the_way_back_of_a_pushed_request_is_not_covered(tmp_path: Path) -> None:
    """Its state is known to the provider alone; no check of what was pushed accuses anybody."""
    names = ("response_type", "redirect_uri", "scope", "state", "code_challenge", "nonce")
    app = Redirected(
        replicas_of("good")[0],
        **dict.fromkeys(names),
        request_uri="urn:ietf:params:oauth:request_uri:NUMBER",
    )
    failed, said = ways_back(app, tmp_path)
    assert failed == KNOWN
    assert said == [
        "not covered: GET /api/v1/oauth/google -> 302: the request was pushed to the provider "
        "(RFC 9126), so that its state is not seen"
    ] * len(KNOWN)


def test_the_way_back_of_a_form_post_is_not_covered(tmp_path: Path) -> None:
    """Its callback knows no GET, which accuses nobody."""
    app = Redirected(replicas_of("good")[0], response_mode="form_post")
    failed, said = ways_back(app, tmp_path)
    assert failed == KNOWN
    assert said == [
        "not covered: GET /api/v1/oauth/google -> 302: "
        "the way back is a form_post from the provider, which is not tried"
    ] * len(KNOWN)

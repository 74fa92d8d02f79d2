"""What gatekeepers answer, one function each: the path that was asked in, the answer out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


Gatekeeper = Callable[[str], Reply]
SITE = "https://charhub.app"


def status(number: int, body: str = "", **headers: str) -> Gatekeeper:
    """The same status for everything."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Reply(status=number, headers=named, body=body)


def redirect(location: str, number: int = 302, **headers: str) -> Gatekeeper:
    """A redirect of everything; {path} in the location is what was asked."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda path: Reply(
        status=number,
        headers={**named, "location": location.replace("{path}", quote(path, safe=""))},
    )


def page(body: str) -> Gatekeeper:
    """The same page for everything."""
    return lambda _: Reply(status=200, headers={"content-type": "text/html"}, body=body)


def vercel(path: str) -> Reply:
    """Pages are sent on, the API is refused."""
    if path.startswith("/api"):
        body = "<html><title>Authentication Required</title><a href='https://vercel.com/sso-api'>"
        return Reply(status=401, headers={"content-type": "text/html"}, body=body)
    location = f"https://vercel.com/sso-api?url={quote(SITE + path, safe='')}&nonce=a1"
    return Reply(status=302, headers={"location": location, "set-cookie": "_vercel_sso_nonce=a1"})


LOGIN_FORM = (
    "<!doctype html><html><head><title>Sign in</title></head><body><form>"
    "<input name=user><input type=password name=p></form></body></html>"
)
_GOOGLE = "https://accounts.google.com/o/oauth2/v2/auth?client_id=1&state={path}&redirect_uri="

# who is named -> what it answers; none of these is ever the release's
EDGES: Mapping[str, tuple[str, Gatekeeper]] = {
    "cloudflare-access": (
        "Cloudflare Access",
        redirect(
            "https://acme.cloudflareaccess.com/cdn-cgi/access/login/charhub.app?kid=1&u={path}"
        ),
    ),
    "cloudflare-access-token": (
        "Cloudflare Access",
        status(403, "Forbidden", cf_access_domain="charhub.app", cf_access_aud="abc"),
    ),
    "cloudflare-challenge": (
        "Cloudflare",
        status(403, "<title>Just a moment...</title>", cf_mitigated="challenge"),
    ),
    "cloudflare-block": (
        "Cloudflare",
        status(403, "<title>Attention Required! | Cloudflare</title>", server="cloudflare"),
    ),
    "vercel": ("Vercel deployment protection", vercel),
    "google-iap": (
        "Google IAP",
        redirect(
            _GOOGLE
            + "https%3A%2F%2Fiap.googleapis.com%2Fv1%2Foauth%2FclientIds%2F1%3AhandleRedirect",
            x_goog_iap_generated_response="true",
        ),
    ),
    "google-iap-api": (
        "Google IAP",
        status(401, "Invalid IAP credentials: empty token", x_goog_iap_generated_response="true"),
    ),
    "easy-auth": (
        "Azure Easy Auth",
        redirect(
            "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=1&state={path}"
            "&redirect_uri=https%3A%2F%2Fcharhub.app%2F.auth%2Flogin%2Faad%2Fcallback"
        ),
    ),
    "easy-auth-own-path": ("Azure Easy Auth", redirect("/.auth/login/aad?post_login={path}")),
    "azure-ip-restriction": (
        "Azure Easy Auth",
        status(403, "<title>Error 403 - Forbidden</title>", x_ms_forbidden_ip="192.0.2.7"),
    ),
    "oauth2-proxy": ("oauth2-proxy", redirect("/oauth2/start?rd={path}")),
    "oauth2-proxy-provider": (
        "oauth2-proxy",
        redirect(
            _GOOGLE + "https%3A%2F%2Fcharhub.app%2Foauth2%2Fcallback",
            set_cookie="_oauth2_proxy_csrf=1; path=/",
        ),
    ),
    "oauth2-proxy-page": (
        "oauth2-proxy",
        status(
            403, "<html><title>Sign In</title><form action=/oauth2/start>", content_type="text/html"
        ),
    ),
    "okta": (
        "Okta",
        redirect("https://acme.okta.com/oauth2/v1/authorize?client_id=1&state={path}"),
    ),
    "okta-saml": (
        "Okta",
        redirect("https://acme.oktapreview.com/app/x/1/sso/saml?SAMLRequest=a&RelayState={path}"),
    ),
    "auth0": ("Auth0", redirect("https://acme.eu.auth0.com/authorize?client_id=1&state={path}")),
    "alb": (
        "AWS load balancer authentication",
        redirect(
            "https://acme.auth.us-east-1.amazoncognito.com/oauth2/authorize?state={path}"
            "&redirect_uri=https%3A%2F%2Fcharhub.app%2Foauth2%2Fidpresponse",
            set_cookie="AWSALBAuthNonce=1; Path=/",
        ),
    ),
    "cognito": (
        "Amazon Cognito",
        redirect("https://acme.auth.us-east-1.amazoncognito.com/login?client_id=1&state={path}"),
    ),
    "keycloak": (
        "Keycloak",
        redirect("https://sso.acme.example/realms/main/protocol/openid-connect/auth?state={path}"),
    ),
    "authelia": (
        "Authelia",
        redirect("https://auth.acme.example/?rd=https%3A%2F%2Fcharhub.app{path}"),
    ),
    "authentik": ("authentik", redirect("/outpost.goauthentik.io/start?rd={path}")),
    "pomerium": (
        "Pomerium",
        redirect("https://authenticate.acme.example/.pomerium/sign_in?redirect_uri={path}"),
    ),
    "ngrok": ("ngrok", redirect("https://idp.ngrok.com/oauth2/x?state={path}")),
    "unknown-login": (
        "the login of login.acme.example",
        redirect("https://login.acme.example/?next={path}", 303),
    ),
    "limit": ("a limit", status(429, "slow down")),
    "proxy": ("a proxy", status(407)),
    "access-page": (
        "Cloudflare Access",
        page(
            "<!doctype html><html><head><title>Sign in ・ Cloudflare Access</title></head>"
            "<body>cloudflareaccess.com</body></html>"
        ),
    ),
    "refreshing-page": (
        "Okta",
        page(
            "<!doctype html><html><head><meta http-equiv=refresh "
            "content='0; url=https://acme.okta.com/login'></head><body></body></html>"
        ),
    ),
}

# what a release may send as well
DEPLOYMENTS: Mapping[str, tuple[str, Gatekeeper]] = {
    "401": ("whoever answers before the application", status(401, '{"error":"unauthorized"}')),
    "403": ("whoever answers before the application", status(403, "<h1>403 Forbidden</h1>")),
    "basic": ("basic auth", status(401, www_authenticate='Basic realm="staging"')),
    "own-login": ("its own login", redirect("/login?next={path}")),
    "own-sign-in": ("its own login", redirect("/users/sign_in", 303)),
    "own-login-page": ("a page that asks for a login", page(LOGIN_FORM)),
    "client-certificate": (
        "a client certificate that it asks for",
        status(400, "<center>No required SSL certificate was sent</center>"),
    ),
}

# everything is answered alike, and it is nobody who keeps out
OTHERS: Mapping[str, Gatekeeper] = {
    "500": status(500, "Internal Server Error"),
    "502": status(502, "<h1>502 Bad Gateway</h1>"),
    "503": status(503, "busy", retry_after="30"),
    "404": status(404, "not found"),
    "451": status(451),
    "spa-fallback": page(
        "<!doctype html><title>CharHub</title><div id=root></div><script></script>"
    ),
    "another-page": page("<!doctype html><title>Grafana</title><div id=app></div>"),
    "welcome-to-nginx": page("<!doctype html><title>Welcome to nginx!</title><h1>Welcome"),
    "blank": page(""),
    "other-host-same-path": redirect("https://www.acme.example{path}"),
    "a-front-page-elsewhere": redirect("https://acme.example/"),
    "to-itself": redirect("/"),
    "localhost": redirect("http://localhost:3000/"),
    "maintenance": redirect("/maintenance.html"),
    "no-location": status(302),
    "challenge-less-503": status(503, "<title>Just a moment...</title>"),
}

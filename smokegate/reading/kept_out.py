"""Reads whether a runner was kept out: each promise of an origin met the same refusal or login."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from smokegate.probe.observation import Answer
from smokegate.reading.gatekeeper import login_product, page_signer, signer
from smokegate.reading.nesting import parsed
from smokegate.reading.page import html_text, looks_like_html, title
from smokegate.redact import shown

_STATUSES = (401, 403, 407, 429, 511)
_EDGE_STATUSES = (407, 429, 511)  # a proxy, a limit, a network: never what a release answers
_REDIRECTS = (301, 302, 303, 307, 308)
_NO_CERTIFICATE = re.compile(rb"No required SSL certificate was sent|SSL certificate error")
_LOGIN = re.compile(
    r"(?i)(?:^|[/._-])(?:log[-_]?in|log[-_]?on|sign[-_]?in|sso|saml2?|oauth2?|oidc|openid|openid-connect"
    r"|auth|authn|authorize|authenticate|authentication|accounts?|idp|adfs|cas|session|sessions)"
    r"(?:$|[/._-])"
)
_PARAMETERS = re.compile(r"(?i)(?:^|&)(?:redirect_uri|client_id|samlrequest|relaystate)=")
_TITLE = re.compile(
    r"(?i)^\W*(?:(?:please )?(?:log ?in|sign ?in|log ?on)\b|authentication required"
    r"|authori[sz]ation required|access (?:denied|restricted)|password (?:required|protected)"
    r"|redirecting to (?:log|sign))"
)
_REFRESH = re.compile(r"(?i)^\s*\d*\s*[;,]\s*url\s*=\s*['\"]?([^'\"]{1,2000})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """How one answer keeps the runner out.

    like: what is the same in refusals of one kind: a status, the place of a login, a page. who:
    the product that it names, empty where none is known. what: as people read it. is_edge: whether
    a product before the deployment gave it, or somebody else's login.
    """

    like: str
    who: str
    what: str
    is_edge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOut:
    """That a runner was kept out: the sentence with its cure, and whose refusal it was."""

    sentence: str
    is_edge: bool


def refusal_of(
    answer: Answer, *, own_hosts: Collection[str], login_hosts: Collection[str]
) -> Refusal | None:
    """How this answer keeps the runner out, or None where it says something of the release.

    own_hosts: of the deployment. login_hosts: where its own logins lead, by the contract.
    """
    by_header = signer(answer)
    if answer.status in _REDIRECTS:
        return _redirect(answer, by_header, own_hosts, login_hosts)
    if answer.status == 200:
        return _page(answer, by_header, own_hosts)
    is_certificate = answer.status == 400 and _NO_CERTIFICATE.search(answer.body[:4096])
    if answer.status not in _STATUSES and not is_certificate and by_header != "Cloudflare":
        return None
    product = by_header or page_signer(answer)
    is_edge = product is not None or answer.status in _EDGE_STATUSES
    who = product or ("a client certificate that it asks for" if is_certificate else _asker(answer))
    return Refusal(like=str(answer.status), who=who, what=str(answer.status), is_edge=is_edge)


def kept_out(refusals: Sequence[Refusal | None]) -> KeptOut | None:
    """What all answers to promises of one origin have in common, if that is one refusal.

    None where an answer is no refusal, or where they refuse in ways of their own.
    """
    known = [one for one in refusals if one is not None]
    if not known or len(known) < len(refusals) or not _is_one(known):
        return None
    is_edge = any(one.is_edge for one in known)
    who = next((one.who for one in sorted(known, key=lambda one: not one.is_edge) if one.who), "")
    whats = " or ".join(dict.fromkeys(one.what for one in known))
    number = f"every one of {len(known)} requests" if len(known) > 1 else "the one request"
    by = who or "whoever answers before the application"
    sentence = f"kept out by {by}: {number} was answered with {whats}; {_cure(known, is_edge)}"
    return KeptOut(sentence=sentence, is_edge=is_edge)


def _is_one(known: Sequence[Refusal]) -> bool:
    """Whether they are alike, of one product, or one login with bare refusals beside it."""
    likes = {one.like for one in known}
    if len(likes) == 1:
        return True
    if len({one.who for one in known}) == 1 and known[0].who:
        return True
    places = {one.like for one in known if not one.like.isdecimal()}
    bare = {one.like for one in known if one.like.isdecimal()}
    return len(places) == 1 and bare <= {"401", "403"}


def _redirect(
    answer: Answer, by_header: str | None, own_hosts: Collection[str], login_hosts: Collection[str]
) -> Refusal | None:
    target = _target(answer, answer.headers.get("location") or "")
    if target is None:
        return None
    host = (target.hostname or "").lower()
    product = by_header or login_product(target)
    if not product and not _is_login(target, is_own=host in own_hosts):
        return None
    path = target.path.rstrip("/") or "/"
    place = path if host in own_hosts else f"{host}{path}"
    is_own = host in own_hosts or host in login_hosts
    is_signed = by_header is not None or (product is not None and host not in login_hosts)
    if host in own_hosts and product in ("Keycloak", "Authelia") and not by_header:
        is_signed = False  # the application may serve such a path itself
    return Refusal(
        like=place,
        who=product or (f"the login of {shown(host, 80)}" if not is_own else "its own login"),
        what=f"a redirect to {shown(place, 120)}",
        is_edge=is_signed or not is_own,
    )


def _page(answer: Answer, by_header: str | None, own_hosts: Collection[str]) -> Refusal | None:
    """A login, or a refusal, that is answered with 200."""
    if not looks_like_html(answer.body):
        return None
    heading = title(answer)
    target = _refresh(answer)
    by_target = login_product(target) if target else None
    is_login = target is not None and _is_login(target, is_own=target.hostname in own_hosts)
    is_form = parsed(html_text(answer)).css_first("input[type=password]") is not None
    is_titled = _TITLE.match(heading) is not None
    product = by_header or by_target or (page_signer(answer) if is_form or is_titled else None)
    if not (product or is_login or is_form or is_titled):
        return None
    return Refusal(
        like=f"page {shown(heading, 60)}",
        who=product or "a page that asks for a login",
        what=f"the page '{shown(heading, 60)}'",
        is_edge=product is not None,
    )


def _is_login(target: SplitResult, *, is_own: bool) -> bool:
    if _LOGIN.search(target.path) or _PARAMETERS.search(target.query):
        return True
    return not is_own and _LOGIN.search((target.hostname or "").partition(".")[0]) is not None


def _refresh(answer: Answer) -> SplitResult | None:
    for node in parsed(html_text(answer)).css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").lower() == "refresh":
            stated = _REFRESH.match(node.attributes.get("content") or "")
            return _target(answer, stated[1]) if stated else None
    return None


def _target(answer: Answer, stated: str) -> SplitResult | None:
    try:
        return urlsplit(urljoin(answer.ask.url, stated)) if stated else None
    except ValueError:
        return None


def _asker(answer: Answer) -> str:
    """What a bare refusal asks for."""
    if answer.status == 429:
        return "a limit"
    if answer.status == 407:
        return "a proxy"
    if answer.status == 511:
        return "the network of the runner"
    asked = (answer.headers.get("www-authenticate") or "").strip().lower()
    return "basic auth" if asked.startswith("basic") else ""


def _cure(known: Sequence[Refusal], is_edge: bool) -> str:
    if all(one.like == "429" for one in known):
        return "wait, then run again with a lower --concurrency, or lift the limit for this runner"
    if any(one.who == "basic auth" for one in known):
        return "let this runner's address in without a password, or run where none is asked for"
    if is_edge:
        return "let this runner in there, such as by its address, then run again"
    return "let this runner's address in, or run where the deployment is open, then run again"

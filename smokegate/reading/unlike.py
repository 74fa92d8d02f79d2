"""Reads whether what answers is the application of the contract at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from smokegate.contract import Oauth, Page
from smokegate.probe.observation import Answer
from smokegate.reading.json_body import MalformedError, parse
from smokegate.reading.nesting import parsed
from smokegate.reading.page import html_text, looks_like_html, title, visible_text
from smokegate.reading.soft_error import soft_error_problems
from smokegate.redact import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Impression:
    """What one answer shows. is_app: something of the application. other: what it shows instead,
    as people read it, empty for nothing. is_proper: whether another application answers it well.
    """

    is_app: bool
    other: str = ""
    is_proper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlike:
    """That nothing of the application was shown. is_another: another application was, properly."""

    sentence: str
    is_another: bool


def of_page(answer: Answer, promise: Page, app: str) -> Impression:
    """What a page shows of the application: a promised text, its name, or where it mounts."""
    if answer.status >= 500:
        return Impression(is_app=True)  # an application that fails may well be this one
    if is_marked(answer, promise, app):
        return Impression(is_app=True)
    heading, is_html = title(answer), looks_like_html(answer.body)
    is_blank = is_html and not heading and not visible_text(answer).strip()
    if not answer.body or (is_blank and answer.status == 200):
        return Impression(
            is_app=answer.status == 200, other=f"{answer.ask.line} -> {answer.status}"
        )
    is_proper = answer.status == 200 and is_html and bool(heading)
    is_proper = is_proper and not any(soft_error_problems(answer, promise))
    told = f", title '{shown(heading, 60)}'" if heading else ""
    other = f"{answer.ask.line} -> {answer.status}{told}"
    return Impression(is_app=False, other=other, is_proper=is_proper)


def is_marked(answer: Answer, promise: Page, app: str) -> bool:
    """Whether the page holds a promised text, the name of the application, or where it mounts."""
    text = html_text(answer)
    if any(mark.lower() in text.lower() for mark in (app, *promise.contains)):
        return True
    is_html = looks_like_html(answer.body)
    return bool(promise.mount and is_html and parsed(text).css_first(promise.mount))


def of_health(answer: Answer) -> Impression:
    """What health shows: a report in JSON or an error of the server may be the application's."""
    if answer.status >= 500:
        return Impression(is_app=True)
    other = f"{answer.ask.line} -> {answer.status}"
    try:
        is_report = answer.status < 300 and isinstance(parse(answer.body), dict)
    except MalformedError:
        is_report = False
    return Impression(is_app=is_report, other=other)


def of_login(answer: Answer, promise: Oauth) -> Impression:
    """What the start of a login shows: that it leads to its provider."""
    try:
        host = urlsplit(answer.headers.get("location") or "").hostname
    except ValueError:
        host = None
    leads_on = host is not None and host == urlsplit(promise.authorize).hostname
    is_app = answer.status >= 500 or leads_on
    return Impression(is_app=is_app, other=f"{answer.ask.line} -> {answer.status}")


def unlike(app: str, impressions: Sequence[Impression]) -> Unlike | None:
    """That nothing of the application was shown, though everything answered; else None.

    impressions: of each page, the health endpoint and each login, in this order.
    """
    if len(impressions) < 2 or any(one.is_app for one in impressions):
        return None
    others = dict.fromkeys(one.other for one in impressions if one.other)
    saw = "; ".join(list(others)[:3])
    sentence = f"this does not look like {shown(app, 60)}: {saw}"
    return Unlike(sentence=sentence, is_another=any(one.is_proper for one in impressions))

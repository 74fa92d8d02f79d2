"""Reads a page that was answered with 200 for signs that it is an error, or half a page."""

import re
from collections.abc import Iterator

from smokegate.contract import Page
from smokegate.probe.observation import Answer
from smokegate.reading.nesting import parsed
from smokegate.reading.page import html_text, title, visible_text
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_STATUS = r"(?:error\W{0,3})?(?:4(?:03|04)|5(?:00|02|03|04))"
_PHRASE = (
    r"(?:(?:the )?(?:page |resource )?not found|forbidden|internal (?:server )?error|bad gateway"
    r"|service (?:temporarily )?unavailable|gateway time-?out|server error)"
)
# the whole of a title or of the first heading, so that a page about errors is not one
_TITLE = re.compile(
    rf"(?i){_STATUS}|(?:{_STATUS})?\W{{0,5}}{_PHRASE}(?:\W{{0,3}}{_STATUS})?\W{{0,2}}"
    r"|application error|error response|whitelabel error page|runtime error"
    r"|action controller: exception caught|we're sorry, but something went wrong(?: \(500\))?"
    r"|[\w.]{3,60}(?:error|exception|doesnotexist) at /\S{0,200}"
    r"|[\w.]{3,60}(?:error|exception): .{1,200} // werkzeug debugger"
    r"|welcome to (?:nginx|openresty|centos|caddy).{0,20}|caddy works!|it works!"
    r"|apache\d? (?:\w+ )?(?:default|test) page.{0,30}|test page for the .{1,80}"
    r"|iis(?:\d| windows(?: server)?)|internet information services|index of /\S{0,200}"
)
_TEXT = re.compile(
    r"(?i)application error: a (?:client|server)-side exception"
    r"|internal server error[.!]?(?:$|\s*the )|whitelabel error page\b"
    r"|no healthy upstream|upstream connect error|default backend - 404|404 page not found"
)
_TRACE = re.compile(
    r"Traceback \(most recent call last\):\s+File \""
    r"|\b\w*(?:Error|Exception): .{0,200}?\s+at [\w.$<> ]{1,80}\s?\([^()\s]{1,200}:\d+(?::\d+)?\)"
    r"|\bCannot find module '[^']{1,100}' Require stack:",
    re.DOTALL,
)
# what PHP itself prints, wherever in the page it failed
_PHP = re.compile(r"<b>(?:Fatal|Parse) error</b>:\s.{0,300}? on line <b>\d{1,7}</b>", re.DOTALL)
_EXPRESS = re.compile(
    r"(?i)<title>error</title>.{0,200}?<pre>"
    r"((?:Cannot (?:GET|HEAD) /|\w{0,60}Error\b|Not Found|Forbidden).{0,80})",
    re.DOTALL,
)
_BEGINNING = 600
_RAW = re.compile(
    r"<!--(?:(?>.*?-->)|(?P<comment>.*))"
    r"|<(?P<raw>script|style|title|textarea)\b(?:[^>/]|/(?!>))*+>"
    r"(?:(?>.*?</(?P=raw)\b)[^>]*+>|(?P<cut>.*))"
    r"|<(?:[a-z]|/[a-z])(?:[^>\"']|\"[^\"]*+\"|'[^']*+'|[\"'])*+(?P<open>>|$)",
    re.DOTALL | re.IGNORECASE,
)


def soft_error_problems(answer: Answer, promise: Page) -> Iterator[Problem]:
    """Whether the page is an error, a stack trace or a server's default page."""
    if answer.status != 200:
        return
    text = visible_text(answer)[:_BEGINNING]
    found = next((sign for sign in _signs(answer, text) if sign), None)
    if found and not any(marker in found for marker in promise.contains):
        yield Problem(what="page", wanted="the application", found=shown(found, 100))


def charset_problems(answer: Answer) -> Iterator[Problem]:
    """Whether letters of the title were lost on the way."""
    text = title(answer)
    if "\N{REPLACEMENT CHARACTER}" in text:
        yield Problem(what="title", wanted="in the charset it is sent as", found=shown(text, 60))


def truncation_problems(answer: Answer) -> Iterator[Problem]:
    """Whether the page ends where none can end; many leave out `</html>`, which is fine."""
    if answer.status != 200:
        return
    text, cut = html_text(answer), None
    for part in _RAW.finditer(text):
        if part["comment"] is not None:
            cut = "a comment"
        elif part["cut"] is not None:
            cut = f"a {part['raw'].lower()}"
        elif part["open"] == "":
            cut = "a tag"
    if cut:
        found = f"{len(answer.body)} bytes that end inside {cut}: {shown(text[-30:], 40)}"
        yield Problem(what="page", wanted="whole", found=found)


def _signs(answer: Answer, text: str) -> Iterator[str | None]:
    tree = parsed(html_text(answer))
    heading = tree.css_first("body h1")
    for one in (title(answer), heading.text(separator=" ", strip=True) if heading else ""):
        told = " ".join(one.split())
        yield told if _TITLE.fullmatch(told) else None
    yield text if _TEXT.match(text) or _TRACE.search(text) else None
    html = html_text(answer)
    yield found[0] if (found := _PHP.search(html)) else None
    yield f"Error: {found[1]}" if (found := _EXPRESS.search(html[:2000])) else None

"""Reads a page: is it HTML, does it say what it should, can anything be seen on it."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from smokegate.contract import Page
from smokegate.probe.observation import Answer
from smokegate.reading.nesting import absurdity, parsed
from smokegate.reading.problem import Problem
from smokegate.redact import shown

_HTML = ("text/html", "application/xhtml+xml")
# the charsets of https://encoding.spec.whatwg.org/; Python also has codecs that are none
_CHARSET = re.compile(
    r"utf-?8|utf-16(?:le|be)?|us-ascii|latin1|iso-8859-\d+|windows-\d+|koi8-[ru]|macintosh"
    r"|gbk|gb2312|gb18030|big5|euc-(?:jp|kr)|iso-2022-jp|shift[_-]jis"
)
# looked for in the beginning, as browsers do (HTML, prescan a byte stream)
_META_CHARSET = re.compile(rb"(?i)<meta\s[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})")
_PRESCAN = 1024
# blank space and comments, then the beginning of a tag, a declaration or an instruction
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>[ \t\r\n\f]++|<!--(?>.*?-->))*+<(?:[A-Za-z?]|!(?!--))", re.DOTALL
)
_SCRIPT_TYPES = re.compile(r"(?i)|module|(?:text|application)/(?:x-)?(?:java|ecma)script")
_UNSEEN = ("script", "style", "noscript", "template", "head")


def page_problems(answer: Answer) -> Iterator[Problem]:
    """What is wrong with the answer as a page: status, type, body."""
    if answer.status != 200:
        found = f"{answer.status} {shown(answer.headers.get('location') or answer.body, 80)}"
        yield Problem(what="status", wanted="200", found=found.strip())
        return
    if answer.media_type not in _HTML:
        found = shown(answer.media_type, 60) or "none"
        yield Problem(what="content type", wanted="text/html", found=found)
    if not answer.body.strip():
        yield Problem(what="body", wanted="a page", found="0 bytes")
    elif not looks_like_html(answer.body):
        yield Problem(what="body", wanted="HTML", found=shown(answer.body, 60))
    elif absurd := absurdity(html_text(answer)):
        yield Problem(what="body", wanted="a page that can be read", found=absurd)


def marker_problems(answer: Answer, promise: Page) -> Iterator[Problem]:
    """Which of the promised texts the page does not contain."""
    text = html_text(answer)
    for marker in promise.contains:
        if marker not in text:
            wanted = f"one that contains {marker!r}"
            yield Problem(what="page", wanted=wanted, found=_named(answer))


def blank_problems(answer: Answer, promise: Page, *, has_working_script: bool) -> Iterator[Problem]:
    """Whether nothing can be seen: no visible text, and no way to get any.

    A way to get some is a node to mount in and a script that loads, or stands in the page.
    """
    has_text = bool(visible_text(answer))
    tree = parsed(html_text(answer))
    has_working_script = has_working_script or bool(inline_scripts(answer))
    has_mount = tree.css_first(promise.mount) is not None if promise.mount else _has_element(tree)
    if promise.mount and not has_mount and (promise.mount_required or not has_text):
        yield Problem(what="mount node", wanted=promise.mount, found="no such element in the page")
    if has_text:
        return
    if not (has_mount and has_working_script):
        missing = "no script that loads" if has_mount else "nothing to mount in"
        yield Problem(what="page", wanted="not blank", found=f"no visible text and {missing}")


def looks_like_html(body: bytes) -> bool:
    """Whether the bytes begin as a browser's sniffing takes for HTML, whatever their type says."""
    return _MARKUP.match(body) is not None


def inline_scripts(answer: Answer) -> tuple[str, ...]:
    """The text of each script that stands in the page itself and is run."""
    tree = parsed(html_text(answer))
    found = (node for node in tree.css("script:not([src])") if is_script(node))
    return tuple(text for node in found if (text := node.text()).strip())


def is_script(node: LexborNode) -> bool:
    """Whether a script element is one that browsers run, not data or an import map."""
    return _SCRIPT_TYPES.fullmatch((node.attributes.get("type") or "").strip()) is not None


def html_text(answer: Answer) -> str:
    """The body as text, in the charset of the content type, else of its meta, else UTF-8."""
    kind = (answer.headers.get("content-type") or "").lower()
    charset = kind.partition("charset=")[2].partition(";")[0].strip(" \"'")
    if not charset and (stated := _META_CHARSET.search(answer.body[:_PRESCAN])):
        charset = stated[1].decode("ascii", "replace").lower()
        charset = "utf-8" if charset.startswith("utf-16") else charset  # it could be read, so
    try:
        if _CHARSET.fullmatch(charset) and charset not in ("utf-8", "utf8"):
            return answer.body.decode(charset, "replace")
    except LookupError:  # such as windows-9999
        pass
    return answer.body.decode("utf-8-sig", "replace")


def meta_content(answer: Answer, name: str) -> str | None:
    """The content of `<meta name="...">`, or None."""
    for node in parsed(html_text(answer)).css("meta[name]"):
        if (node.attributes.get("name") or "").lower() == name.lower():
            return node.attributes.get("content")
    return None


def visible_text(answer: Answer) -> str:
    """The text that people see before any script has run."""
    tree = parsed(html_text(answer))
    tree.strip_tags(list(_UNSEEN))
    body = tree.body
    return body.text(separator=" ", strip=True).strip() if body else ""


def title(answer: Answer) -> str:
    """The text of the title element; empty if there is none."""
    node = parsed(html_text(answer)).css_first("head > title")
    return node.text().strip() if node else ""


def base_url(answer: Answer, tree: LexborHTMLParser) -> str:
    """What relative URLs of the page are resolved against (HTML, the base element).

    A base that browsers refuse, such as a data: URL, is as none.
    """
    base = tree.css_first("base[href]")
    href = (base.attributes.get("href") or "") if base else ""
    try:
        url = urljoin(answer.ask.url, href.strip())
        target = urlsplit(url)
        _ = target.port
    except ValueError:
        return answer.ask.url
    return url if target.scheme in ("http", "https") else answer.ask.url


def _has_element(tree: LexborHTMLParser) -> bool:
    return tree.css_first("body *:not(script):not(noscript):not(style)") is not None


def _named(answer: Answer) -> str:
    text = shown(title(answer), 60)
    return f"the title {text!r}" if text else f"no title and {len(answer.body)} bytes"

"""Reads the answer for a script that no build ever made."""

from collections.abc import Iterator

from smokegate.probe.observation import Answer
from smokegate.reading.lifetime import kept_long
from smokegate.reading.page import looks_like_html
from smokegate.reading.problem import Problem
from smokegate.redact import shown


def fallback_problems(answer: Answer) -> Iterator[Problem]:
    """Whether a script that is not there is answered with a page, which edges then pin for it."""
    if answer.status == 200:
        is_page = looks_like_html(answer.body)
        found = "200 with HTML (an SPA fallback)" if is_page else f"200 {shown(answer.body, 40)}"
        yield Problem(what="missing script", wanted="404", found=found.strip())


def kept_problems(answer: Answer) -> Iterator[Problem]:
    """Whether browsers and edges may keep it that a script is not there, which a deploy changes."""
    if 400 <= answer.status < 500 and (how := kept_long(answer)):
        found = f"{answer.status} with {how}"
        yield Problem(what="missing script", wanted="asked for again", found=found)

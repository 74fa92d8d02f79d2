"""Whatever a page says in a browser is read without an exception, and shown in short lines."""

from hypothesis import given
from hypothesis import strategies as st

from smokegate.probe.visited import Blocked, Refused, Screen, Uncaught, Visited
from smokegate.reading.uncaught import excused, uncaught_problems
from smokegate.reading.visit import (
    appearance_problems,
    is_shown,
    policy_problems,
    refused_visit,
    reload_problems,
    request_problems,
    rest_problems,
    translation_problems,
)
from tests.reading.answers import ORIGIN, answer
from tests.reading.visits import visit

LONGEST = 700
TEXT = st.text(max_size=60) | st.sampled_from(
    ["", "http://[", f"{ORIGIN}/a.js", "https://js.stripe.com/v3/", "home.title", "Loading...",
     "TypeError: x", "inline", "fetch", "script", "script-src", "{{ $t('a') }}"]
)  # fmt: skip
TEXTS = st.lists(TEXT, max_size=5).map(tuple)
URLS = st.sampled_from(["", "/a.js", "/cdn-cgi/x", "//b/c"]).map(lambda path: f"{ORIGIN}{path}")
STATUS = st.none() | st.integers(200, 599)
READERS = (
    appearance_problems,
    uncaught_problems,
    request_problems,
    policy_problems,
    rest_problems,
    translation_problems,
    reload_problems,
)
VISITS = st.builds(
    visit,
    document=st.none() | st.integers(200, 599).map(lambda status: answer(status=status)),
    fault=st.none() | TEXT,
    screen=st.none() | st.builds(Screen, lines=TEXTS, has_more=st.booleans()),
    uncaught=st.lists(st.builds(Uncaught, message=TEXT, sources=TEXTS), max_size=4).map(tuple),
    refused=st.lists(
        st.builds(Refused, kind=TEXT, url=URLS, status=STATUS, why=TEXT), max_size=4
    ).map(tuple),
    blocked=st.lists(st.builds(Blocked, directive=TEXT, what=TEXT), max_size=4).map(tuple),
    loads=TEXTS,
    left_for=st.none() | TEXT,
)


@given(VISITS)
def test_anything_is_read(one: Visited) -> None:
    """A page is a stranger's program."""
    said = [str(problem) for reader in READERS for problem in reader(one)]
    said += [*excused(one), refused_visit(one) or ""]
    assert all(len(text) <= LONGEST and "\n" not in text for text in said)
    if one.screen is not None:
        is_shown(one.screen)

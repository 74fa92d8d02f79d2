"""A person who opens a page in a browser should see an application that works."""

import pytest

from smokegate.probe.visited import Visited
from smokegate.reading.problem import told
from smokegate.reading.uncaught import uncaught_problems
from smokegate.reading.visit import (
    appearance_problems,
    policy_problems,
    reload_problems,
    request_problems,
    rest_problems,
    translation_problems,
)


def test_application_appears(visited: Visited) -> None:
    """A page should show what the application fills it with, not a blank or a spinner."""
    problems = tuple(appearance_problems(visited))
    assert not problems, told(visited.where, problems)


def test_no_error_is_uncaught(visited: Visited) -> None:
    """The scripts of a page should run without an error that nothing catches."""
    problems = tuple(uncaught_problems(visited))
    assert not problems, told(visited.where, problems)


def test_what_the_application_asks_for_comes(visited: Visited) -> None:
    """Scripts, styles and fonts should load as the page runs, and no call should break."""
    problems = tuple(request_problems(visited))
    assert not problems, told(visited.where, problems)


def test_policy_keeps_out_nothing_of_ours(visited: Visited) -> None:
    """The page's policy should let in what the application loads from its own host."""
    problems = tuple(policy_problems(visited))
    assert not problems, told(visited.where, problems)


@pytest.mark.severity("minor")
def test_policy_keeps_out_nothing_else(visited: Visited) -> None:
    """The policy should let in the rest too: scripts in the page, other hosts' files, pictures."""
    problems = tuple(rest_problems(visited))
    assert not problems, told(visited.where, problems)


def test_texts_are_translated(visited: Visited) -> None:
    """A page should show its texts, not the names that they have in the sources."""
    problems = tuple(translation_problems(visited))
    assert not problems, told(visited.where, problems)


def test_page_stays(visited: Visited) -> None:
    """A page should not load itself again and again."""
    problems = tuple(reload_problems(visited))
    assert not problems, told(visited.where, problems)

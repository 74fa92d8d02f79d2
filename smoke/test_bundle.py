"""What a build put into pages and scripts should be of this environment, and fit for everybody."""

import pytest

from smokegate.contract import Page
from smokegate.plugin.survey import Loaded
from smokegate.probe.observation import Answer
from smokegate.reading.build import dev_server_problems, template_problems
from smokegate.reading.bundle import (
    environment_problems,
    sandbox_problems,
    secret_problems,
    undefined_problems,
    unminified_problems,
)
from smokegate.reading.exposure import secret_file_problems, source_map_problems
from smokegate.reading.problem import told


def test_page_is_a_production_build(page_answer: Answer) -> None:
    """A page should load what a build made, not what a developer's server makes up."""
    problems = tuple(dev_server_problems(page_answer))
    assert not problems, told(page_answer.where, problems)


def test_templates_are_filled_in(page_answer: Answer) -> None:
    """The head of a page should hold values, not the names of variables."""
    problems = tuple(template_problems(page_answer))
    assert not problems, told(page_answer.where, problems)


def test_no_address_is_undefined(page_answer: Answer, scripts: tuple[Answer, ...]) -> None:
    """Addresses in scripts should not begin with what an unset variable leaves."""
    problems = tuple(undefined_problems(scripts))
    assert not problems, told(page_answer.where, problems)


def test_no_other_environment_is_called(
    webpage: Page, page_answer: Answer, scripts: tuple[Answer, ...]
) -> None:
    """Scripts should not call a developer's machine, or an environment that the contract bars."""
    problems = tuple(environment_problems(scripts, webpage.foreign))
    assert not problems, told(page_answer.where, problems)


def test_no_secret_is_published(page_answer: Answer, code: tuple[Answer, ...]) -> None:
    """Pages and scripts should hold no key that only the server may know."""
    problems = tuple(secret_problems(code))
    assert not problems, told(page_answer.where, problems)


@pytest.mark.severity("minor")
def test_payment_keys_are_of_production(page_answer: Answer, code: tuple[Answer, ...]) -> None:
    """Pages and scripts should not hold keys of a payment provider's sandbox."""
    problems = tuple(sandbox_problems(code))
    assert not problems, told(page_answer.where, problems)


@pytest.mark.severity("minor")
def test_source_is_not_public(page_answer: Answer, named: tuple[Loaded, ...]) -> None:
    """The source maps of scripts should not be there for everybody."""
    problems = [p for one in named for p in source_map_problems(one.asset, one.seen)]
    assert not problems, told(page_answer.where, problems)


@pytest.mark.severity("trivial")
def test_code_is_minified(page_answer: Answer, code: tuple[Answer, ...]) -> None:
    """Scripts and styles should be minified."""
    problems = tuple(unminified_problems(code[1:]))
    assert not problems, told(page_answer.where, problems)


def test_secret_file_is_not_served(secret_answer: Answer) -> None:
    """Files that hold secrets should not be served, whatever else is answered in their place."""
    problems = tuple(secret_file_problems(secret_answer))
    assert not problems, told(secret_answer.where, problems)

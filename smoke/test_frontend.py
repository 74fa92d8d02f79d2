"""A person who opens a page should see the application, with all that it loads."""

import pytest

from smokegate.contract import Page
from smokegate.plugin.survey import Loaded
from smokegate.probe.observation import Answer
from smokegate.reading.asset import (
    arrival_problems,
    disguise_problems,
    integrity_problems,
)
from smokegate.reading.page import blank_problems, marker_problems, page_problems
from smokegate.reading.problem import told


def test_page_answers(page_answer: Answer) -> None:
    """A page should be 200, HTML, and not empty."""
    problems = tuple(page_problems(page_answer))
    assert not problems, told(page_answer.where, problems)


def test_page_is_the_application(webpage: Page, page_answer: Answer) -> None:
    """A page should contain the texts that tell it from a default or maintenance page."""
    problems = tuple(marker_problems(page_answer, webpage))
    assert not problems, told(page_answer.where, problems)


def test_page_is_not_blank(
    webpage: Page, page_answer: Answer, loaded: tuple[Loaded, ...], origin: str
) -> None:
    """A page should show text, or have a node to mount in and a script that loads."""
    has_script = any(
        one.asset.is_run and not any(arrival_problems(one.asset, one.seen, origin))
        for one in loaded
    )
    problems = tuple(blank_problems(page_answer, webpage, has_working_script=has_script))
    assert not problems, told(page_answer.where, problems)


def test_every_asset_arrives(page_answer: Answer, loaded: tuple[Loaded, ...], origin: str) -> None:
    """Every script, style, image and font of a page should be 200, whole, and not empty."""
    needed = [one for one in loaded if not one.asset.is_decoration]
    problems = [p for one in needed for p in arrival_problems(one.asset, one.seen, origin)]
    assert not problems, told(page_answer.where, problems)


def test_every_asset_is_genuine(
    page_answer: Answer, loaded: tuple[Loaded, ...], origin: str
) -> None:
    """Every script, style, image and font should be one, by its bytes and by its type."""
    needed = [one for one in loaded if not one.asset.is_decoration]
    problems = [p for one in needed for p in disguise_problems(one.asset, one.seen, origin)]
    assert not problems, told(page_answer.where, problems)


def test_every_asset_keeps_its_integrity(
    page_answer: Answer, loaded: tuple[Loaded, ...], origin: str
) -> None:
    """Every asset with an integrity attribute should have the bytes that it names."""
    problems = [p for one in loaded for p in integrity_problems(one.asset, one.seen, origin)]
    assert not problems, told(page_answer.where, problems)


@pytest.mark.severity("minor")
def test_icons_and_manifest_load(
    page_answer: Answer, loaded: tuple[Loaded, ...], origin: str
) -> None:
    """Icons and the manifest should load too; the application works without them."""
    extras = [one for one in loaded if one.asset.is_decoration]
    problems = [
        p
        for one in extras
        for reader in (arrival_problems, disguise_problems)
        for p in reader(one.asset, one.seen, origin)
    ]
    assert not problems, told(page_answer.where, problems)

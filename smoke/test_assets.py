"""What a page loads should be allowed to it, not too heavy, and have all its pictures."""

import pytest

from smokegate.contract import Page
from smokegate.plugin.survey import Loaded
from smokegate.probe.observation import Answer
from smokegate.reading.asset import Kind, arrival_problems, disguise_problems
from smokegate.reading.mixed_content import style_content_problems
from smokegate.reading.problem import told
from smokegate.reading.sharing import sharing_problems
from smokegate.reading.weight import weight_problems


@pytest.mark.severity("minor")
def test_pictures_and_media_load(
    page_answer: Answer, loaded: tuple[Loaded, ...], origin: str
) -> None:
    """What a page offers to look at and listen to should load: pictures, films, sound, sprites."""
    media = [one for one in loaded if one.asset.is_content(origin)]
    problems = [
        p
        for one in media
        for reader in (arrival_problems, disguise_problems)
        for p in reader(one.asset, one.seen, origin)
    ]
    assert not problems, told(page_answer.where, problems)


def test_code_of_other_origins_is_shared(
    page_answer: Answer, loaded: tuple[Loaded, ...], origin: str
) -> None:
    """Modules of another origin should be shared with the page: browsers refuse them else."""
    code = [one for one in loaded if one.asset.is_code]
    problems = [p for one in code for p in sharing_problems(one.asset, one.seen, origin)]
    assert not problems, told(page_answer.where, problems)


@pytest.mark.severity("minor")
def test_the_rest_of_other_origins_is_shared(
    page_answer: Answer, loaded: tuple[Loaded, ...], named: tuple[Loaded, ...], origin: str
) -> None:
    """Fonts, and what else is asked of another origin with a permission, should have it."""
    rest = [one for one in (*loaded, *named) if not one.asset.is_code]
    problems = [p for one in rest for p in sharing_problems(one.asset, one.seen, origin)]
    assert not problems, told(page_answer.where, problems)


@pytest.mark.severity("minor")
def test_styles_load_no_font_in_clear(
    page_answer: Answer, styles: tuple[Answer, ...], secure_origin: str
) -> None:
    """A style should name no font over http: browsers refuse it."""
    problems = tuple(style_content_problems(page_answer, styles, secure_origin, Kind.FONT))
    assert not problems, told(page_answer.where, problems)


@pytest.mark.severity("minor")
def test_page_is_not_too_heavy(
    weighed_page: Page, weighed_answer: Answer, weighed: tuple[Loaded, ...], origin: str
) -> None:
    """The scripts and styles of a page should weigh no more than its contract allows."""
    loaded = [(one.asset, one.seen) for one in weighed]
    problems = tuple(weight_problems(loaded, weighed_page.max_code_kib or 0, origin))
    assert not problems, told(weighed_answer.where, problems)

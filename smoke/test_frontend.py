"""A person who opens a page should see the application, with all that it loads."""

import pytest

from smokegate.contract import Page
from smokegate.plugin.survey import Loaded
from smokegate.probe.observation import Answer
from smokegate.reading.asset import (
    Kind,
    arrival_problems,
    disguise_problems,
    integrity_problems,
    may_run,
)
from smokegate.reading.csp import blocked_problems, inline_problems
from smokegate.reading.missing import fallback_problems, kept_problems
from smokegate.reading.mixed_content import (
    mixed_content_problems,
    style_content_problems,
    upgrade_problems,
)
from smokegate.reading.page import blank_problems, marker_problems, page_problems
from smokegate.reading.problem import told
from smokegate.reading.soft_error import (
    charset_problems,
    soft_error_problems,
    truncation_problems,
)
from smokegate.reading.worker import worker_problems


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
    has_script = any(may_run(one.asset, one.seen, origin) for one in loaded)
    problems = tuple(blank_problems(page_answer, webpage, has_working_script=has_script))
    assert not problems, told(page_answer.where, problems)


def test_every_asset_arrives(page_answer: Answer, loaded: tuple[Loaded, ...], origin: str) -> None:
    """Every script, style, image and font of a page should be 200, whole, and not empty."""
    needed = [one for one in loaded if one.asset.is_needed(origin)]
    problems = [p for one in needed for p in arrival_problems(one.asset, one.seen, origin)]
    assert not problems, told(page_answer.where, problems)


def test_every_asset_is_genuine(
    page_answer: Answer, loaded: tuple[Loaded, ...], origin: str
) -> None:
    """Every script, style, image and font should be one, by its bytes and by its type."""
    needed = [one for one in loaded if one.asset.is_needed(origin)]
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
    extras = [one for one in loaded if one.asset.kind in (Kind.ICON, Kind.MANIFEST)]
    problems = [
        p
        for one in extras
        for reader in (arrival_problems, disguise_problems)
        for p in reader(one.asset, one.seen, origin)
    ]
    assert not problems, told(page_answer.where, problems)


def test_page_is_no_error(webpage: Page, page_answer: Answer) -> None:
    """A page that is answered with 200 should not be an error, or a server's default page."""
    problems = tuple(soft_error_problems(page_answer, webpage))
    assert not problems, told(page_answer.where, problems)


def test_page_is_whole(page_answer: Answer) -> None:
    """A page should not end in the middle of a tag or a script."""
    problems = tuple(truncation_problems(page_answer))
    assert not problems, told(page_answer.where, problems)


@pytest.mark.severity("minor")
def test_title_is_readable(page_answer: Answer) -> None:
    """A page should be sent in the charset that it is written in."""
    problems = tuple(charset_problems(page_answer))
    assert not problems, told(page_answer.where, problems)


def test_page_loads_nothing_in_clear(
    page_answer: Answer, styles: tuple[Answer, ...], secure_origin: str
) -> None:
    """A page of https should load no script, style or frame over http: browsers refuse it."""
    problems = [
        *mixed_content_problems(page_answer, secure_origin),
        *style_content_problems(page_answer, styles, secure_origin, Kind.STYLE),
    ]
    assert not problems, told(page_answer.where, problems)


def test_policy_allows_what_is_needed(
    page_answer: Answer, loaded: tuple[Loaded, ...], origin: str
) -> None:
    """The page's Content-Security-Policy should allow its own scripts and styles."""
    own = [one.asset for one in loaded if not one.asset.is_foreign_to(origin) and one.asset.is_code]
    problems = [
        *blocked_problems(page_answer, own, origin),
        *upgrade_problems(page_answer, own, origin),
    ]
    assert not problems, told(page_answer.where, problems)


@pytest.mark.severity("minor")
def test_policy_allows_the_rest(
    page_answer: Answer, loaded: tuple[Loaded, ...], named: tuple[Loaded, ...], origin: str
) -> None:
    """The policy should allow what else the page loads, and the scripts that stand in it."""
    own = [one.asset for one in loaded if not one.asset.is_foreign_to(origin) and one.asset.is_code]
    rest = [one.asset for one in (*loaded, *named) if one.asset not in own]
    problems = [*blocked_problems(page_answer, rest, origin), *inline_problems(page_answer)]
    assert not problems, told(page_answer.where, problems)


def test_every_chunk_loads(page_answer: Answer, named: tuple[Loaded, ...], origin: str) -> None:
    """Every chunk that a script loads later should be 200, whole, and what it claims to be."""
    chunks = [one for one in named if one.asset.is_code]
    problems = [
        p
        for one in chunks
        for reader in (arrival_problems, disguise_problems)
        for p in reader(one.asset, one.seen, origin)
    ]
    assert not problems, told(page_answer.where, problems)


@pytest.mark.severity("minor")
def test_what_assets_name_loads(
    page_answer: Answer, named: tuple[Loaded, ...], origin: str
) -> None:
    """Fonts and images of styles, and icons of the manifest, should load."""
    wanted = (Kind.FONT, Kind.IMAGE, Kind.ICON, Kind.OTHER)
    problems = [
        p
        for one in named
        if one.asset.kind in wanted
        for reader in (arrival_problems, disguise_problems)
        for p in reader(one.asset, one.seen, origin)
    ]
    assert not problems, told(page_answer.where, problems)


def test_service_worker_can_be_renewed(
    page_answer: Answer, named: tuple[Loaded, ...], origin: str
) -> None:
    """A service worker should be a script, and what it fetches ahead should be there."""
    problems = [p for one in named for p in worker_problems(one.asset, one.seen, origin)]
    assert not problems, told(page_answer.where, problems)


@pytest.mark.severity("minor")
def test_missing_script_is_missing(missing_answer: Answer) -> None:
    """A script that no build made should be 404, not a page that edges keep under its name."""
    problems = tuple(fallback_problems(missing_answer))
    assert not problems, told(missing_answer.where, problems)


@pytest.mark.severity("normal")
def test_missing_script_is_not_kept(missing_answer: Answer) -> None:
    """That a script is not there should not be kept for long: the next deploy may bring it."""
    problems = tuple(kept_problems(missing_answer))
    assert not problems, told(missing_answer.where, problems)


def test_deep_link_answers(deep_answer: Answer) -> None:
    """A page that people open directly should be 200, HTML, and not empty."""
    problems = tuple(page_problems(deep_answer))
    assert not problems, told(deep_answer.where, problems)


def test_deep_link_loads_its_assets(
    deep_answer: Answer, deep_loaded: tuple[Loaded, ...], origin: str
) -> None:
    """What a page loads should be found from a deep link too, whatever its addresses hang on."""
    needed = [one for one in deep_loaded if one.asset.is_needed(origin)]
    problems = [
        p
        for one in needed
        for reader in (arrival_problems, disguise_problems)
        for p in reader(one.asset, one.seen, origin)
    ]
    assert not problems, told(deep_answer.where, problems)

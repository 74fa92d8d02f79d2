"""`pytest smoke` on pages as they are in the field: the healthy are green, the broken are named."""

from collections.abc import Iterator

import pytest

from tests.frontend.broken import BROKEN
from tests.frontend.healthy import HEALTHY
from tests.frontend.site import Reply, served
from tests.live import Case, cases, suite

# what is said of healthy sites, none of which fails a run
NOTES = {
    ("test_missing_script_is_missing", "directus"),
    ("test_missing_script_is_missing", "charhub"),
    ("test_code_is_minified", "datasette"),
}
DEEP_LINKS = ("/relative/login", "/relative/users/7", "/relative/gone")
Seen = dict[tuple[str, str], Case]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Each check on each site, all of them in one run."""
    folder = tmp_path_factory.mktemp("sites")
    sites = {**HEALTHY, **{name: site for name, (site, _) in BROKEN.items()}}
    sites[".env"] = {"": Reply(kind="text/plain", body="DATABASE_URL=postgres://x\n")}
    (folder / "sites.toml").write_text("".join(contract(sorted(sites))), "utf-8")
    with served(sites) as origin:
        done = suite(
            origin,
            "--contract=sites.toml",
            "--samples=1",
            "-p",
            "no:allure_pytest",
            folder=folder,
        )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout
    found = {}
    for case in cases(folder / "reports/junit.xml"):
        check, _, given = case.name.removesuffix("]").partition("[")
        found[check, given.strip("/")] = case
    return found


def contract(sites: list[str]) -> Iterator[str]:
    """Every site as a page."""
    yield 'app = "sites"\n'
    for name in sites:
        if name == ".env":
            continue
        yield f'[[pages]]\npath = "/{name}/"\nforeign = ["api.staging.example"]\n'
        if name == "relative":
            yield f"deep_links = {list(DEEP_LINKS)}\n"


@pytest.mark.parametrize("site", HEALTHY)
def test_healthy_sites_are_green(site: str, seen: Seen) -> None:
    """No shape of the field is a failure, and only known notes are made."""
    told = {check: case for (check, of), case in seen.items() if of == site}
    assert len(told) > 20
    bad = {check: case.message for check, case in told.items() if case.outcome != "passed"}
    assert {(check, site) for check in bad} == {note for note in NOTES if note[1] == site}, bad
    assert all(told[check].outcome == "skipped" for check in bad)


@pytest.mark.parametrize("site", BROKEN)
def test_broken_sites_are_named(site: str, seen: Seen) -> None:
    """Each fault is told by its own check; what it does to others is nobody's second fault."""
    _, expected = BROKEN[site]
    told = {check: case for (check, of), case in seen.items() if of == site}
    first = "test_page_answers" in expected
    bad = {check: case for check, case in told.items() if case.outcome != "passed"}
    assert first or set(bad) == set(expected), {check: bad[check].message for check in bad}
    for check, (outcome, words) in expected.items():
        assert bad[check].outcome == outcome
        assert words in str(bad[check].message)


def test_deep_links_load_what_the_page_loads(seen: Seen) -> None:
    """A relative address leads somewhere else from a deeper path."""
    outcomes = {key: case for key, case in seen.items() if key[0].startswith("test_deep")}
    assert {key: case.outcome for key, case in outcomes.items()} == {
        ("test_deep_link_answers", "relative/login"): "passed",
        ("test_deep_link_answers", "relative/users/7"): "passed",
        ("test_deep_link_answers", "relative/gone"): "failure",
        ("test_deep_link_loads_its_assets", "relative/login"): "passed",
        ("test_deep_link_loads_its_assets", "relative/users/7"): "failure",
        ("test_deep_link_loads_its_assets", "relative/gone"): "failure",
    }
    found = outcomes["test_deep_link_loads_its_assets", "relative/users/7"]
    assert (
        "/relative/users/assets/index-BChQUWSn.js should be a script, got HTML in disguise"
        in str(found.message)
    )


def test_a_file_with_secrets_is_told(seen: Seen) -> None:
    """By what is in it, not by its status."""
    env = seen["test_secret_file_is_not_served", ".env"]
    assert env.outcome == "failure"
    assert "file should be kept from the public, got settings of an environment" in str(env.message)
    assert seen["test_secret_file_is_not_served", ".git/HEAD"].outcome == "passed"

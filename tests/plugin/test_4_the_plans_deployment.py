"""Item 4: CharHub exactly as its plan shows it is green, and red where the plan is broken."""

from pathlib import Path

import pytest

from tests import plan
from tests.live import Case, cases, suite
from tests.loopback import Reply, json_reply, served

OTHER = "5ce01d74be01d74be01d74be01d74be01d74be01"
UNSTATED = "no release is stated, and the contract does not require it"


def _checked(
    deployment: plan.Planned, folder: Path, *arguments: str
) -> tuple[int, str, dict[str, Case]]:
    """Exit status, output and cases of `pytest smoke` with the shipped contract."""
    with served(deployment) as url:
        done = suite(url, "-p", "no:allure_pytest", *arguments, folder=folder)
    report = folder / "reports/junit.xml"
    return done.returncode, done.stdout, {case.name: case for case in cases(report)}


@pytest.mark.parametrize(
    "deployment",
    [
        pytest.param(plan.Planned(), id="a-page-of-text"),
        pytest.param(plan.Planned(page=plan.BARE_PAGE), id="a-heading", marks=pytest.mark.slow),
        pytest.param(plan.Planned(page=plan.VITE_PAGE, others=plan.ASSETS), id="an-application"),
        pytest.param(
            plan.Planned(not_found=Reply(status=404, kind=None)),
            id="404-of-no-bytes",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            plan.Planned(not_found=json_reply({"error": "Route not found"}, 404)),
            id="404-of-json",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            plan.Planned(others={"/api/v1/ready": Reply(status=405, kind=None)}),
            id="ready-is-405",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_the_plans_deployment_is_green(deployment: plan.Planned, tmp_path: Path) -> None:
    """What the plan promises is all that has to be there; the rest is named as not covered."""
    status, printed, seen = _checked(deployment, tmp_path)
    assert status == 0, printed
    assert {case.outcome for case in seen.values()} <= {"passed", "skipped"}
    assert "not covered: GET /api/v1/health -> 200" in printed
    assert UNSTATED in printed
    stated = seen["test_release_is_stated"]
    assert stated.properties["severity"] == "trivial"
    assert stated.properties["not_covered"].endswith(UNSTATED)
    assert "GET /api/v1/ready" in seen["test_deployment_is_ready"].properties["not_covered"]


@pytest.mark.parametrize(
    "deployment, check",
    [
        pytest.param(
            plan.Planned(redis="error"), "test_component_is_ok[redis]", id="redis-is-down"
        ),
        pytest.param(
            plan.Planned(page="<h1>Welcome to nginx!</h1>"),
            "test_page_is_the_application[/]",
            id="another-page",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            plan.Planned(page="<title>CharHub</title><div id=root></div>"),
            "test_page_is_not_blank[/]",
            id="a-blank-page",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            plan.Planned(page=plan.VITE_PAGE),
            "test_every_asset_arrives[/]",
            id="no-assets",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            plan.Planned(others={f"{plan.GOOGLE}/callback": json_reply({"error": "x"}, 500)}),
            "test_callback_refuses_a_made_up_state[google]",
            id="the-callback-crashes",
        ),
        pytest.param(
            plan.Planned(others={"/api/v1/ready": json_reply({"status": "down"}, 503)}),
            "test_deployment_is_ready",
            id="not-ready",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            plan.Planned(location=lambda _, state: f"/login?state={state}"),
            "test_start_redirects_to_the_provider[google]",
            id="not-to-google",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_broken_promise_of_the_plan_is_red(
    deployment: plan.Planned, check: str, tmp_path: Path
) -> None:
    """What need not be there may be missing, but not broken."""
    status, printed, seen = _checked(deployment, tmp_path)
    assert status == 1, printed
    assert seen[check].outcome == "failure", printed


@pytest.mark.parametrize(
    "stated, failing",
    [
        pytest.param(
            None, {"test_release_is_stated", "test_release_is_the_expected_one"}, id="unstated"
        ),
        pytest.param(
            OTHER, {"test_release_is_the_expected_one"}, id="another", marks=pytest.mark.slow
        ),
        pytest.param("6b9e154", set(), id="the-expected-one", marks=pytest.mark.slow),
    ],
)
def test_release_has_to_be_shown_to_whoever_names_it(
    stated: str | None, failing: set[str], tmp_path: Path
) -> None:
    """With --release, nothing passes that does not state it: neither another one nor none."""
    deployment = plan.Planned(release=stated)
    status, printed, seen = _checked(deployment, tmp_path, "--release=6b9e154")
    assert {name for name, case in seen.items() if case.outcome == "failure"} == failing, printed
    assert status == bool(failing)


@pytest.mark.parametrize(
    "required, status",
    [
        pytest.param("required = true\n", 1, id="true", marks=pytest.mark.slow),
        pytest.param("", 1, id="left-out"),
    ],
)
def test_release_is_required_by_default(required: str, status: int, tmp_path: Path) -> None:
    """A contract that has [release] and says no more means it."""
    contract = tmp_path / "mine.toml"
    contract.write_text(
        f'app = "x"\n[release]\njson = "release"\n{required}[health]\npath = "{plan.HEALTH}"\n',
        "utf-8",
    )
    done, printed, seen = _checked(plan.Planned(), tmp_path, f"--contract={contract}")
    assert (done, seen["test_release_is_stated"].outcome) == (status, "failure"), printed


@pytest.mark.parametrize(
    "where, page",
    [
        pytest.param('meta = "release"', plan.PLAIN_PAGE, id="meta"),
        pytest.param('header = "x-release"', plan.PLAIN_PAGE, id="header", marks=pytest.mark.slow),
        pytest.param('json = "release"\npage_meta = "release"', plan.PLAIN_PAGE, id="page-meta"),
    ],
)
def test_unstated_is_not_covered_wherever_it_should_stand(
    where: str, page: str, tmp_path: Path
) -> None:
    """In each place that a contract may name, `required = false` takes the failure away."""
    contract = tmp_path / "mine.toml"
    contract.write_text(
        f'app = "x"\n[release]\n{where}\nrequired = false\n'
        f'[health]\npath = "{plan.HEALTH}"\n[[pages]]\npath = "/"\n',
        "utf-8",
    )
    status, printed, _ = _checked(plan.Planned(page=page), tmp_path, f"--contract={contract}")
    assert status == 0, printed
    assert UNSTATED in printed

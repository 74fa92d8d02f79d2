"""The JSON Schema that editors use and the loader agree."""

import tomllib
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest

from smokegate.contract import Contract
from tests.contract.writing import APP, AUTHORIZE, HEALTH, OAUTH, PAGE, ROUTE

SCHEMA = msgspec.json.schema(Contract)
OPEN_AUTHORIZE = AUTHORIZE.replace("accounts.google.com", "*.google.com")

GOOD = [
    pytest.param(HEALTH, id="health"),
    pytest.param(APP + PAGE + 'contains = ["x"]\nmount = "#root"\n', id="page"),
    pytest.param(APP + PAGE + 'deep_links = ["/login"]\n', id="deep-link"),
    pytest.param(APP + PAGE + "max_code_kib = 512.5\n", id="weight"),
    pytest.param(APP + PAGE + 'foreign = ["dev.charhub.app", "localhost:3000"]\n', id="foreign"),
    pytest.param(APP + OAUTH + AUTHORIZE + "pkce = true\n", id="oauth"),
    pytest.param(APP + ROUTE + "status = 404\n", id="status"),
    pytest.param(APP + ROUTE + "status = [200, 204]\n", id="statuses"),
    pytest.param(APP + ROUTE + 'location = "/x/*"\n', id="location"),
    pytest.param(HEALTH + '[health.components]\n"pg:time" = "minor"\n', id="component"),
    pytest.param(HEALTH + '[release]\njson = "x"\nrequired = false\n', id="release-optional"),
    pytest.param(APP + PAGE + 'mount = "#a"\nmount_required = false\n', id="mount-optional"),
    pytest.param(APP + OAUTH + AUTHORIZE + "callback_required = false\n", id="callback-optional"),
    pytest.param(HEALTH + "[edge]\nmin_certificate_days = 3650\n", id="days"),
    pytest.param(HEALTH + "[latency]\nbudget_ms = 0.5\n", id="budget"),
    pytest.param('public_url = "https://charhub.app"\n' + HEALTH, id="public-url"),
]
BAD = [
    pytest.param(HEALTH + "aap = 1\n", id="unknown-in-table"),
    pytest.param("aap = 1\n" + HEALTH, id="unknown-at-top"),
    pytest.param(APP + PAGE + "aap = 1\n", id="unknown-in-array"),
    pytest.param(APP + PAGE + 'deep_links = ["login"]\n', id="relative-deep-link"),
    pytest.param(APP + PAGE + 'foreign = ["https://dev.charhub.app"]\n', id="foreign-url"),
    pytest.param(APP + PAGE + 'foreign = [""]\n', id="foreign-empty"),
    pytest.param(APP + PAGE + "max_code_kib = 0\n", id="no-weight"),
    pytest.param(APP + PAGE + 'max_code_kib = "2 MB"\n', id="weight-with-a-unit"),
    pytest.param('[health]\npath = "/"\n', id="no-app"),
    pytest.param('app = ""\n', id="empty-app"),
    pytest.param("app = 1\n", id="app-is-number"),
    pytest.param(APP + "[health]\n", id="no-path"),
    pytest.param(APP + '[health]\npath = "x"\n', id="relative-path"),
    pytest.param(APP + '[health]\npath = "/x\\n"\n', id="path-with-line-end"),
    pytest.param(APP + '[health]\npath = "/x\\u0000"\n', id="path-with-nul"),
    pytest.param(APP + '[health]\npath = "/x#y"\n', id="path-with-fragment"),
    pytest.param(HEALTH + "max_age_s = 0\n", id="max-age-0"),
    pytest.param(HEALTH + 'max_age_s = "60s"\n', id="max-age-text"),
    pytest.param(HEALTH + 'severity = "fatal"\n', id="severity"),
    pytest.param(HEALTH + '[health.components]\nx = "high"\n', id="component-severity"),
    pytest.param(HEALTH + '[health.components]\n"a " = "minor"\n', id="component-name"),
    pytest.param(HEALTH + "[health.components.x]\na = 1\n", id="component-is-table"),
    pytest.param(APP + ROUTE + "status = 99\n", id="status-99"),
    pytest.param(APP + ROUTE + "status = 999\n", id="status-999"),
    pytest.param(APP + ROUTE + "status = true\n", id="status-true"),
    pytest.param(APP + ROUTE + "status = []\n", id="status-none"),
    pytest.param(APP + ROUTE + "status = [200, 99]\n", id="status-in-list"),
    pytest.param(APP + ROUTE + 'location = "/x?y=*"\n', id="location-with-query"),
    pytest.param(APP + OAUTH, id="no-authorize"),
    pytest.param(APP + OAUTH + OPEN_AUTHORIZE, id="authorize-anywhere"),
    pytest.param(APP + OAUTH + AUTHORIZE + 'pkce = "yes"\n', id="pkce-text"),
    pytest.param(HEALTH + '[release]\njson = "x"\nrequired = "no"\n', id="required-text"),
    pytest.param(HEALTH + "[edge]\nmin_certificate_days = -1\n", id="negative-days"),
    pytest.param(HEALTH + "[latency]\nbudget_ms = -1\n", id="negative-budget"),
    pytest.param(HEALTH + "[latency]\nbudget_ms = inf\n", id="endless-budget"),
    pytest.param('public_url = "https://charhub.app/x"\n' + HEALTH, id="public-url-path"),
    pytest.param(APP + 'pages = "/"\n', id="pages-text"),
    pytest.param(APP + "pages = [3]\n", id="pages-of-numbers"),
]


def test_schema_is_a_schema() -> None:
    """Editors refuse a schema that breaks its own rules."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_shipped_contract_is_accepted() -> None:
    """Nobody sees red marks in the contract that is shipped."""
    assert _is_valid(tomllib.loads(Path("smoke/charhub.toml").read_text("utf-8")))


@pytest.mark.parametrize("text", GOOD)
def test_both_accept(text: str) -> None:
    """What loads has no red marks."""
    document = tomllib.loads(text)
    assert msgspec.convert(document, Contract).app == "CharHub"
    assert _is_valid(document)


@pytest.mark.parametrize("text", BAD)
def test_both_refuse(text: str) -> None:
    """What has no red marks loads."""
    document = tomllib.loads(text)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(document, Contract)
    assert not _is_valid(document)


def _is_valid(document: dict[str, Any]) -> bool:
    # a tuple of TOML's is a list of JSON's already; dates do not occur here
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(document))

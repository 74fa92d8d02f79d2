"""What one run of the suite was asked to do: options of pytest -> frozen settings."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import pytest

from smokegate.contract import Contract
from smokegate.contract_fields import Severity
from smokegate.contract_file import load_contract
from smokegate.contract_search import find_contract
from smokegate.errors import ConfigurationError
from smokegate.origin import checked_origin, checked_url
from smokegate.plugin import asked
from smokegate.plugin.gate_look import RUN_VARIABLE
from smokegate.probe.chromium import find_chromium

ONLY_VARIABLE = "SMOKEGATE_ONLY"
CONTROL_VARIABLE = "SMOKEGATE_CONTROL"  # URLs with a space between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One run. Seconds end in _s; release is None when none was asked for.

    run: unique; the gate gives its own. is_evidence: whether a verdict will rest on it, so that
    the release is read once more at the end. only: ids to select, or None for all of them.
    chromium: what pages are opened in, or None where they are not. is_own_only: whether the
    shipped checks are left out.
    """

    base_url: str
    contract: Contract
    contract_name: str
    release: str | None
    settle_s: float
    deadline_s: float
    concurrency: int
    samples: int
    control: tuple[str, ...]
    fail_on: Severity
    run: str
    only: frozenset[str] | None
    is_evidence: bool = False
    chromium: Path | None = None
    is_own_only: bool = False

    @property
    def origin(self) -> str:
        """The origin that people use; redirects back to the deployment should lead there."""
        return (self.contract.public_url or self.base_url).rstrip("/")


def add_options(parser: pytest.Parser) -> None:
    """Everything but --base-url, which belongs to pytest-base-url."""
    group = parser.getgroup("smokegate", "check a live deployment")
    option = group.addoption
    option("--contract", metavar="FILE", help="the contract (default: the one beside the checks)")
    option("--release", metavar="ID", help="the release that must be the one answering")
    option("--settle", metavar="SECONDS", default="0", help="first wait until it is ready")
    option("--deadline", metavar="SECONDS", default="10", help="total for one exchange")
    option("--concurrency", metavar="N", default="16", help="requests in flight")
    option("--samples", metavar="N", default="40", help="most samples of one endpoint")
    option("--control", metavar="URL", action="append", default=[], help="tells blind from down")
    option("--fail-on", metavar="SEVERITY", default="critical", help="least severity that fails")
    option("--own-checks-only", action="store_true", help="leave the shipped checks out")


def given_base_url(config: pytest.Config) -> str | None:
    """The base URL from the command line, the environment or the ini file."""
    if not config.pluginmanager.has_plugin("base_url"):
        return None
    return config.getoption("base_url", None) or config.getini("base_url") or None


def settings_of(config: pytest.Config, base_url: str) -> Settings:
    """The settings of this run. Raises ConfigurationError in one line for each thing wrong."""
    path = find_contract(
        _given(config, "contract"),
        base_url=given_base_url(config),
        checks=asked.places_of(config),
        folder=config.invocation_params.dir,
    )
    loaded = load_contract(path)
    config.option.contract = str(path)  # workers of xdist get the option, and search no more
    release = _given(config, "release")
    if release and loaded.record.release is None:
        raise ConfigurationError(
            f"{path}: has no [release], so nothing can show that {release} is the one answering; "
            "add [release], or leave --release out"
        )
    return Settings(
        base_url=checked_origin("--base-url", base_url),
        contract=loaded.record,
        contract_name=f"{path.name} sha256:{loaded.sha256}",
        release=release,
        settle_s=_number(config, "settle", least=0, most=3600),
        deadline_s=_number(config, "deadline", least=0.05, most=600),
        concurrency=int(_number(config, "concurrency", least=1, most=256, is_whole=True)),
        samples=int(_number(config, "samples", least=1, most=1000, is_whole=True)),
        control=tuple(checked_url("--control", url) for url in _control(config)),
        fail_on=_severity(config.getoption("fail_on")),
        run=os.environ.get(RUN_VARIABLE) or secrets.token_hex(8),
        only=_only(os.environ.get(ONLY_VARIABLE)),
        is_evidence=bool(release or os.environ.get(RUN_VARIABLE)),
        chromium=find_chromium() if loaded.record.pages else None,
        is_own_only=asked.is_own_only(config),
    )


def _control(config: pytest.Config) -> list[str]:
    """The URLs of --control; the gate gives its own out of sight, for they may hold a token."""
    return [*config.getoption("control"), *os.environ.get(CONTROL_VARIABLE, "").split()]


def _given(config: pytest.Config, name: str) -> str | None:
    """The option, or None; an empty one is a variable that was never set, not a wish."""
    value: str | None = config.getoption(name)
    if value is not None and not value.strip():
        raise ConfigurationError(
            f"--{name}: is empty, got {value!r}; give it a value or leave it out"
        )
    return value


def _number(
    config: pytest.Config, name: str, *, least: float, most: float, is_whole: bool = False
) -> float:
    given = str(config.getoption(name))
    kind = "a whole number" if is_whole else "a number"
    try:
        number = float(int(given) if is_whole else float(given))
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise ConfigurationError(
            f"--{name}: should be {kind} from {least:g} to {most:g}, got {given!r}; "
            f"write --{name}={max(least, 1):g}"
        )
    return number


def _severity(word: str) -> Severity:
    try:
        return Severity(word)
    except ValueError as err:
        raise ConfigurationError(
            f"--fail-on: should be one of {', '.join(Severity)}, got {word!r}; write critical"
        ) from err


def _only(path: str | None) -> frozenset[str] | None:
    """The gate asks again only what failed: one id a line in a file that it names."""
    if not path:
        return None
    try:
        return frozenset(Path(path).read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigurationError(
            f"{ONLY_VARIABLE}: cannot be read, got {path!r}; unset it"
        ) from err

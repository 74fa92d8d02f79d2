"""Which contract a run uses: one decision, for pytest and for every command of the gate."""

import os
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from smokegate.contract import Contract
from smokegate.contract_fields import Text
from smokegate.errors import ConfigurationError
from smokegate.toml_file import MAX_BYTES, load

SETTINGS_FILE = "smokegate.toml"
USUAL = "contract.toml"
_OTHERS = frozenset({USUAL, SETTINGS_FILE, "pyproject.toml"})
# `app` alone is no sign of a contract: other tools have such a key too
_PROMISES = frozenset(Contract.__struct_fields__) - {"app"}
_CURE = f'give --contract=FILE, or write contract = "FILE" in {SETTINGS_FILE}'


class _Settings(msgspec.Struct, frozen=True):
    """What is read of smokegate.toml here; the gate checks the rest of it."""

    contract: Text | None = None


def find_contract(
    given: str | None, *, base_url: str | None, checks: Sequence[Path], folder: Path
) -> Path:
    """The contract to use: the first of these.

    `given`, the value of --contract. The demo's own, where the demo is asked. `contract` in
    smokegate.toml of `folder`, the working folder. `contract.toml` beside the checks. The only
    other contract beside them that extends no other.

    checks: the files and folders that were asked for. Without any, ./smoke is looked at; where
    there is no such folder, contract.toml of the working folder.
    Raises ConfigurationError where there is none, or where there are several.
    """
    if given:
        return Path(given)
    if is_demo(base_url):
        return demo_contract()
    if named := _named_in_settings(folder):
        return named
    places = [_place(folder / path) for path in checks] or [_usual_place(folder)]
    has_checks = bool(checks) or places != [folder]
    for beside in (places, [place / "smoke" for place in places]):
        paths = _candidates(beside, are_others_meant=has_checks)
        candidates = [_shown(path, folder) for path in paths]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            names = ", ".join(map(str, candidates))
            raise ConfigurationError(
                f"several contracts: {names}; {_CURE}, or call one of them {USUAL}"
            )
    raise ConfigurationError(_no_contract(places, folder))


def is_demo(base_url: str | None) -> bool:
    """Whether this base URL is the embedded demo deployment."""
    return base_url is not None and (base_url == "demo" or base_url.startswith("demo:"))


def demo_contract() -> Path:
    """The contract of the embedded demo deployment."""
    return Path(__file__).parent / "demo" / USUAL


def _named_in_settings(folder: Path) -> Path | None:
    """The contract that smokegate.toml names: a path relative to that file."""
    file = _shown(folder / SETTINGS_FILE, folder)
    if not file.exists():
        return None
    named = load(file, _Settings).record.contract
    if named is None:
        return None
    contract = file.parent / named
    if not contract.is_file():
        raise ConfigurationError(
            f"{file}: $.contract should be the path of a file beside it, got {named!r}; "
            f'write contract = "{USUAL}"'
        )
    return contract


def _place(path: Path) -> Path:
    """The folder that holds the checks of this path."""
    return path if path.is_dir() else path.parent


def _usual_place(folder: Path) -> Path:
    """Where the contract is of somebody who has no checks: ./smoke, else the working folder."""
    smoke = folder / "smoke"
    return smoke if smoke.is_dir() else folder


def _candidates(places: Iterable[Path], *, are_others_meant: bool) -> list[Path]:
    """The contracts in these folders: those with the usual name, or else the others.

    Where no checks lie, a file with another name is probably the file of another tool.
    """
    folders = list({place.resolve(): place for place in places}.values())
    usual = [folder / USUAL for folder in folders if _is_there(folder / USUAL)]
    if usual or not are_others_meant:
        return usual
    files = [file for folder in folders for file in sorted(folder.glob("*.toml"))]
    return [file for file in files if _is_candidate(file)]


def _is_there(file: Path) -> bool:
    """Whether there is such a file. A link that leads nowhere counts: reading it says so."""
    return file.is_file() or (file.is_symlink() and not file.exists())


def _is_candidate(file: Path) -> bool:
    """Whether the file is a contract, or may be meant as one: its error is shown then."""
    if file.name in _OTHERS or file.name.startswith(".") or not _is_there(file):
        return False
    try:
        with file.open("rb") as handle:
            document = tomllib.loads(handle.read(MAX_BYTES).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return True
    return "extends" not in document and not _PROMISES.isdisjoint(document)


def _shown(path: Path, folder: Path) -> Path:
    """The path as a person in the working folder writes it."""
    here = Path.cwd()
    if not (folder.samefile(here) and path.absolute().is_relative_to(here)):
        return path
    return Path(os.path.relpath(path))


def _no_contract(places: Sequence[Path], folder: Path) -> str:
    names = dict.fromkeys(str(_shown(place, folder)) for place in places)
    where = " and ".join("the working folder" if name == "." else name for name in names)
    near = folder / USUAL
    if near not in {place / USUAL for place in places} and near.is_file():
        return (
            f"no contract: none in {where}; give --contract={USUAL}, or move it beside the checks"
        )
    cure = f"{_CURE}, or put {USUAL} beside the checks (docs/contract.md)"
    return f"no contract: none in {where}; {cure}"

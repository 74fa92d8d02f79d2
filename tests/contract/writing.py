"""Contract files for tests: written, loaded, and what the refusal said."""

from pathlib import Path

import pytest

from smokegate.contract import Contract
from smokegate.contract_file import load_contract
from smokegate.errors import ConfigurationError

APP = 'app = "CharHub"\n'
HEALTH = f'{APP}[health]\npath = "/health"\n'
PAGE = '[[pages]]\npath = "/"\n'
ROUTE = '[[routes]]\npath = "/r"\n'
OAUTH = '[[oauth]]\nprovider = "google"\npath = "/login"\ncallback = "/back"\n'
AUTHORIZE = 'authorize = "https://accounts.google.com/o/oauth2/*"\n'


def loaded(folder: Path, text: str | bytes) -> Contract:
    """The contract in a file with this text."""
    return load_contract(written(folder, text)).record


def written(folder: Path, text: str | bytes) -> Path:
    """A file with this text."""
    file = folder / "charhub.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def refusal(file: Path) -> str:
    """What is said of this file, its folder left out. Fails if the file is accepted."""
    with pytest.raises(ConfigurationError) as caught:
        load_contract(file)
    return str(caught.value).replace(f"{file.parent}/", "", 1)

"""Configuration files with @NAMES@ in them."""

import re
from collections.abc import Mapping
from pathlib import Path


def filled(file: Path, said: Mapping[str, str]) -> str:
    """The text of this file with each @NAME@ replaced. Raises KeyError for one that is not said."""
    return re.sub(r"@([A-Z_]+)@", lambda found: said[found[1]], file.read_text("utf-8"))

"""Whether there is a browser to test with."""

import importlib.util
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from smokegate.probe.chromium import VARIABLE, find_chromium


@contextmanager
def unset() -> Iterator[None]:
    """Inside, nobody has said which Chromium to take, nor that none should be."""
    with patch.dict(os.environ):
        os.environ.pop(VARIABLE, None)
        yield


with unset():
    CHROMIUM = find_chromium()
_MISSING = "playwright" if importlib.util.find_spec("playwright") is None else "Chromium"
# `| WITH` in the environment of a child gives it the browser that other tests go without
WITH: Mapping[str, str] = {VARIABLE: str(CHROMIUM)}
NEEDS_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason=f"{_MISSING} is missing: see docs/browser.md"),
]

"""Check a live deployment, prove whether the release is good, and act on the proof."""

from typing import Final

__version__: Final = "0.1.0"

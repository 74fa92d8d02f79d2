"""Where the shipped checks lie."""

from pathlib import Path


def shipped_suite() -> Path:
    """The suite that came with smokegate: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).parent
    return package / "suite" if is_in_wheel() else package.parent / "smoke"


def is_in_wheel() -> bool:
    """Whether smokegate is installed from its wheel, where no contract lies beside the suite."""
    return (Path(__file__).parent / "suite").is_dir()

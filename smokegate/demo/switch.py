"""Make a release the live one: `python -m smokegate.demo.switch FILE NAME`.

Ends with 0 when it is live, with 2 and one line on stderr when nothing was changed.
"""

import argparse
import os
import sys
from pathlib import Path

from smokegate.demo.releases import find
from smokegate.errors import ConfigurationError


def make_live(file: Path, name: str) -> None:
    """Let the file name that release: a reader sees the old name or the new one, never half."""
    find(name)
    try:
        _replace(file, f"{name}\n")
    except OSError as err:
        message = (
            f"{file}: cannot be replaced, got {err.strerror}; name a file in a folder of yours"
        )
        raise ConfigurationError(message) from err


def main() -> int:
    """Switch as the command line says; the exit status."""
    parser = argparse.ArgumentParser(prog="smokegate.demo.switch", description="deploy a release")
    parser.add_argument("file", metavar="FILE", type=Path, help="holds the name of the live one")
    parser.add_argument("name", metavar="NAME", help="the release to make live")
    wanted = parser.parse_args()
    try:
        make_live(wanted.file, wanted.name)
    except ConfigurationError as err:
        sys.stderr.write(f"{err}\n")
        return 2
    return 0


def _replace(file: Path, text: str) -> None:
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())

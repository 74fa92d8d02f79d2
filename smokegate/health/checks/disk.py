"""The disk: bytes and inodes that are free for this process."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Unpack

from smokegate.errors import ConfigurationError
from smokegate.health.check import Check, Finding, Kind, Options, fail, ok

_MIB: Final = 1024 * 1024


def disk(
    name: str,
    path: str | Path,
    *,
    least_free_mib: int = 512,
    least_free_inodes: int = 1000,
    **options: Unpack[Options],
) -> Check:
    """So much is free on the file system of this path, which is not told. Minor."""
    for what, least in (
        ("least_free_mib", least_free_mib),
        ("least_free_inodes", least_free_inodes),
    ):
        if least < 0:
            raise ConfigurationError(
                f"smokegate.health.disk: {what} should be 0 or more, got {least!r}; "
                "0 asks for nothing"
            )
    terms: Options = {"is_critical": False, **options}
    look = _Disk(path=Path(path), mib=least_free_mib, inodes=least_free_inodes).look
    return Check(name=name, look=look, kind=Kind.SYSTEM, **terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Disk:
    path: Path
    mib: int
    inodes: int

    def look(self) -> Finding:
        """One look at the file system."""
        seen = os.statvfs(self.path)
        free_mib = seen.f_bavail * seen.f_frsize // _MIB
        if free_mib < self.mib:
            return fail(f"{free_mib} MiB free, {self.mib} wanted")
        if seen.f_files and seen.f_favail < self.inodes:  # btrfs has no number of them
            return fail(f"{seen.f_favail} inodes free, {self.inodes} wanted")
        return ok()

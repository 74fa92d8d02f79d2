"""Measures what a hostile deployment can do to a run: `make bench-bounded` writes docs/bounds.md.

For each way of being hostile a server of its own, and the real `pytest smoke` as a child: exit
code, peak memory (ru_maxrss, what `/usr/bin/time -v` tells), wall time, the sentence that names
what was done. Ends with 1 if a run took more than MOST_MB, or did not end as a failure.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
MOST_MB: Final = 250
DEADLINE_S: Final = 2
_BOMB: Final = "bytes unpack to more than 16777216 (cap)"
_USED_UP: Final = "the run's memory for bodies is used up (cap)"
_NO_END: Final = "the header has no end, or is too large (cap)"
_LATE: Final = "timed out after 2 s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way of being hostile, what is sent, and the words that name it."""

    way: str
    sent: str
    named: str


CASES: Final = tuple(
    Case(way=way, sent=sent, named=named)
    for way, sent, named in (
        ("gzip-bomb", "gzip, 300 MiB unpacked, on every path", _BOMB),
        ("br-bomb", "Brotli, the same, with a window of 16 MiB", _BOMB),
        ("zstd-bomb", "zstd, the same, with a window of 8 MiB", _BOMB),
        ("gzip-in-gzip-bomb", "gzip inside gzip, the same", _BOMB),
        ("gzip-bomb-assets", "a page with 300 assets; each, and all else, a gzip bomb", _BOMB),
        ("br-bomb-assets", "the same with Brotli", _BOMB),
        ("zstd-bomb-assets", "the same with zstd", _BOMB),
        ("large-assets", "a page with 300 assets of 8 MB, no two alike", _USED_UP),
        ("endless-body", "a body without end", "body is over 8388608 bytes (cap)"),
        ("endless-headers", "header fields without end", _NO_END),
        ("large-header", "a header field of 1 MiB", _NO_END),
        ("cookies", "200,000 cookies", _NO_END),
        ("redirect-loop", "redirects that lead to themselves", "redirects to /api/v1/health"),
        ("header-drip", "the header, a byte each 0.2 s", _LATE),
        ("body-drip", "the body, a byte each 0.2 s", _LATE),
        ("silent", "nothing", _LATE),
        ("deep-json", "JSON 100,000 deep", "JSON that is nested too deeply"),
        ("long-number", "a number of 5,000 digits", "JSON with a number that is too long"),
        ("many-keys", "JSON of 60,000 names, the last one twice", "says 'k59998' twice"),
        ("deep-html", "HTML 100,000 deep", "elements more than 5000 deep"),
        ("many-elements", "HTML of 2,700,000 elements", "GET /api/v1/health -> 200"),
        ("many-attributes", "an element of 200,000 attributes", "more than 2000 attributes"),
    )
)


# A child is counted from the peak of the process that started it: a small one has to start it.
_PEAK_OF: Final = """\
import pathlib, resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
peak_kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
pathlib.Path("peak").write_text(str(peak_kib))
sys.exit(code)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run against one hostile deployment. sentence: the line of its output that names it."""

    case: Case
    exit_code: int
    peak_mb: float
    wall_s: float
    sentence: str | None
    output: str

    @property
    def is_held(self) -> bool:
        """Whether the run kept its bound, failed, and said why."""
        return self.peak_mb < MOST_MB and self.exit_code == 1 and self.sentence is not None


def measured(case: Case, folder: Path) -> Measured:
    """The real suite against this deployment, its reports in this folder."""
    with _serving(case.way) as url, (folder / "output").open("w+") as output:
        started = time.monotonic()
        suite = ("-m", "pytest", ROOT / "smoke", "-c", ROOT / "pytest.ini")
        words = [sys.executable, *suite, f"--base-url={url}", f"--deadline={DEADLINE_S}"]
        run = subprocess.run(
            [sys.executable, "-c", _PEAK_OF, *map(str, words)],
            cwd=folder,
            env=os.environ | {"SMOKEGATE_CHROMIUM": ""},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
        wall_s = time.monotonic() - started
        peak_kib = int((folder / "peak").read_text())
        output.seek(0)
        told = output.read()
    return Measured(
        case=case,
        exit_code=run.returncode,
        peak_mb=peak_kib * 1024 / 1e6,
        wall_s=wall_s,
        sentence=_sentence(told, case.named),
        output=told,
    )


def main() -> int:
    """Print the table."""
    print(_HEAD)
    is_held = True
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            seen = measured(case, Path(folder))
        is_held = is_held and seen.is_held
        print(_row(seen), flush=True)
    return 0 if is_held else 1


_HEAD: Final = f"""\
# What a hostile deployment can do to a run

Generated by `make bench-bounded`. Each line is one run of
`pytest smoke --base-url=... --deadline={DEADLINE_S}` against a deployment that answers so on every
path. The peak is that of the process, as `/usr/bin/time -v` tells it; the bound is {MOST_MB} MB.

| what is sent | exit | peak MB | wall s | what the run says |
|---|---|---|---|---|"""


def _row(seen: Measured) -> str:
    sentence = (seen.sentence or "**does not say**").replace("|", "\\|")
    return (
        f"| {seen.case.sent} | {seen.exit_code} | {seen.peak_mb:.0f} | {seen.wall_s:.1f} "
        f"| {sentence} |"
    )


def _sentence(output: str, named: str) -> str | None:
    """The shortest sentence of the summary that has these words, what differs left out."""
    said = [line.partition("seen:")[2].strip() for line in output.splitlines() if "seen:" in line]
    found = min((one for one in said if named in one), key=len, default=None)
    return found and re.sub(r"\d+\.\d\d s", "... s", found)[:240]


@contextmanager
def _serving(way: str) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.hostile", way]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.kill()


if __name__ == "__main__":
    sys.exit(main())

"""No secret of a deployment should be in anything that a run or a gate writes or says."""

import base64
import re
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.live import ROOT, run, suite
from tests.redaction.planted import BY_LOOK, BY_VALUE, serving

TIMINGS = "[timings]\nsettle_s = 0\nattempts_s = [0, 0.1]\nrollback_s = 1\n"


def everything(done: subprocess.CompletedProcess[str], folder: Path) -> str:
    """All that was said, and all files that were written, their names included."""
    written = [one for one in folder.rglob("*") if one.is_file()]
    texts = [f"{one}\n{one.read_bytes().decode('latin-1')}" for one in written]
    assert texts
    return "\n".join([done.stdout, done.stderr, *texts])


def forms(secret: str) -> set[str]:
    """The secret as it is, in a URL, in JSON or XML, and in base64 wherever it begins."""
    packed = {
        base64.b64encode(bytes(n) + secret.encode()).decode()[4 if n else 0 : -4] for n in range(3)
    }
    return {secret, quote(secret), quote(secret, safe=""), quote(secret, safe="").lower(), *packed}


def leaks(text: str) -> list[str]:
    """Which secrets are in the text, and what stands around them."""
    return [
        f"{secret} as {form}: {text[max(at - 60, 0) : at + 80]!r}"
        for secret in (*BY_VALUE, *BY_LOOK)
        for form in forms(secret)
        if (at := text.find(form)) >= 0
    ]


def test_a_run_writes_no_secret(tmp_path: Path) -> None:
    """Console, JUnit, Allure results and attachments of a run that meets secrets everywhere."""
    with serving() as url:
        done = suite(url, folder=tmp_path)
    assert done.returncode == 1, done.stdout
    text = everything(done, tmp_path)
    assert leaks(text) == []
    assert "[redacted]" in done.stdout
    assert (tmp_path / "reports/junit.xml").exists()
    assert any((tmp_path / "reports/allure-results").glob("*attachment*"))


@pytest.mark.slow
def test_a_gate_writes_no_secret(tmp_path: Path) -> None:
    """The verdict, its reasons and the runs that it kept."""
    (tmp_path / "smokegate.toml").write_text(TIMINGS, "utf-8")
    with serving() as url:
        words = ("--observe", f"--contract={ROOT / 'smoke/charhub.toml'}")
        done = run("smokegate", "gate", f"--base-url={url}", *words, folder=tmp_path)
    assert done.returncode == 1, done.stdout
    assert leaks(everything(done, tmp_path)) == []
    assert (tmp_path / "reports/verdict.json").exists()


def test_the_search_finds_what_it_looks_for() -> None:
    """The test above would see a secret in any of its forms."""
    for secret in (*BY_VALUE, *BY_LOOK):
        for form in forms(secret):
            assert leaks(f"before {form} after")


@pytest.mark.parametrize("secret", BY_VALUE)
def test_a_secret_is_long_enough_to_be_told(secret: str) -> None:
    """The planted values are such as a deployment makes up."""
    assert len(secret) >= 8
    assert not re.fullmatch("[a-z]+", secret)

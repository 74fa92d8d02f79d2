"""smokegate.toml: what it sets, what it leaves alone, and how it is refused."""

from pathlib import Path

import pytest

from smokegate.errors import ConfigurationError
from smokegate.gate.timings import GateFile, Timings, load_gate_file

SECONDS = "seconds from 0 to 3600"
ATTEMPTS = "$.timings.attempts_s should begin with 0 and rise, two at least"


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    """Nobody has to write one."""
    assert load_gate_file(tmp_path / "smokegate.toml") == GateFile()


@pytest.mark.parametrize(
    "text, wanted",
    [
        pytest.param("", GateFile(), id="empty"),
        pytest.param("# [timings]\n# settle_s = 5\n", GateFile(), id="commented-out"),
        pytest.param("[timings]\n", GateFile(), id="empty-table"),
        pytest.param(
            'control = ["https://control.example/204"]\n',
            GateFile(control=("https://control.example/204",)),
            id="control",
        ),
        pytest.param(
            "[timings]\nsettle_s = 0\nattempts_s = [0, 0.2]\nrun_s = 60\nrollback_s = 5\n",
            GateFile(
                timings=Timings(settle_s=0, attempts_s=(0, 0.2), run_s=60, rollback_s=5),
            ),
            id="timings",
        ),
        pytest.param(
            "[timings]\nattempts_s = [0, 10, 40]\n",
            GateFile(timings=Timings(attempts_s=(0, 10, 40))),
            id="three-attempts",
        ),
    ],
)
def test_file_sets_what_it_says(text: str, wanted: GateFile, tmp_path: Path) -> None:
    """What it does not say stays as it is."""
    assert load_gate_file(_written(tmp_path, text)) == wanted


@pytest.mark.parametrize(
    "text, fault",
    [
        pytest.param(
            "[timing]\n", "$.timing is not a known key; did you mean timings?", id="unknown-table"
        ),
        pytest.param(
            "[timings]\nsettle = 5\n",
            "$.timings.settle is not a known key; did you mean settle_s?",
            id="unknown-key",
        ),
        pytest.param(
            'control = "https://x.example"\n',
            "$.control should be a list, each a text that is not empty, got 'https://x.example'; "
            'write ["text"]',
            id="control-is-text",
        ),
        pytest.param(
            "timings = 5\n",
            "$.timings should be a table, got 5; "
            "write a table with settle_s, attempts_s, run_s, harness_s, verdict_s, rollback_s",
            id="timings-are-number",
        ),
        *(
            pytest.param(
                f"[timings]\nsettle_s = {given}\n",
                f"$.timings.settle_s should be {SECONDS}, got {given}; write 30",
                id=f"settle-{name}",
            )
            for name, given in (
                ("text", "'30s'"),
                ("negative", "-1"),
                ("too-long", "3601"),
                ("nan", "nan"),
                ("endless", "inf"),
                ("boolean", "true"),
            )
        ),
        *(
            pytest.param(
                f"[timings]\nrun_s = {given}\n",
                f"$.timings.run_s should be a number above 0, got {given}; write 60",
                id=f"run-{given}",
            )
            for given in ("0", "-5", "nan", "inf")
        ),
        pytest.param(
            "[timings]\nrollback_s = 0\n",
            "$.timings.rollback_s should be a number above 0, got 0; write 60",
            id="rollback-0",
        ),
        *(
            pytest.param(
                f"[timings]\nattempts_s = {given}\n",
                f"{ATTEMPTS}, got {got}; write [0, 10, 40]",
                id=f"attempts-{name}",
            )
            for name, given, got in (
                ("none", "[]", "[]"),
                ("one", "[0]", "[0.0]"),
                ("late", "[5, 10]", "[5.0, 10.0]"),
                ("falling", "[0, 20, 10]", "[0.0, 20.0, 10.0]"),
                ("at-once", "[0, 0]", "[0.0, 0.0]"),
            )
        ),
        *(
            pytest.param(
                f"[timings]\nattempts_s = [0, {given}]\n",
                f"$.timings.attempts_s[1] should be {SECONDS}, got {given}; write 30",
                id=f"attempt-{name}",
            )
            for name, given in (("nan", "nan"), ("negative", "-1"), ("late", "4000"))
        ),
        pytest.param(
            "[timings]\nrun_s = 5\nrun_s = 6\n",
            "$.timings.run_s is given twice, the second time in line 3; remove one of them",
            id="twice",
        ),
        pytest.param(
            "settle: 5\n",
            "line 1 is not TOML (expected '=' after a key in a key/value pair); mend that line",
            id="not-toml",
        ),
    ],
)
def test_is_refused_in_one_line(text: str, fault: str, tmp_path: Path) -> None:
    """A wrong setting stops the gate before anything is run."""
    file = _written(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load_gate_file(file)
    assert str(caught.value) == f"{file}: {fault}"
    assert len(str(caught.value).splitlines()) == 1


def _written(folder: Path, text: str) -> Path:
    file = folder / "smokegate.toml"
    file.write_text(text, "utf-8")
    return file

"""Item 16: a release that crashes in a loop is rolled back, however it looks in between."""

from pathlib import Path

import pytest

from tests.gate.deploys.site import QUICK, site
from tests.live import last_line

# in each second look at the new release its redis answers
_LOOPING = """
import os
from pathlib import Path

run, _, look = os.environ.get("SMOKEGATE_RUN", "").partition(".attempt-")
if look:
    file = Path({releases!r}) / {release!r} / "redis"
    file.write_text("error" if int(look) % 2 else "ok", "utf-8")
"""


@pytest.mark.slow
def test_item_16_a_crash_loop_is_rolled_back(tmp_path: Path) -> None:
    """Red, green, and so on: the fourth fall proves it, and the release before is restored."""
    with site(tmp_path) as charhub:
        good, looping = charhub.commit("Release 1"), charhub.commit("Release 2")
        assert charhub.deploy(good).returncode == 0
        own = charhub.folder / "own"
        own.mkdir()
        text = _LOOPING.format(releases=str(charhub.root / "releases"), release=looping)
        (own / "conftest.py").write_text(text, "utf-8")
        (own / "test_own.py").write_text("def test_own():\n    pass\n", "utf-8")
        done = charhub.gate("deploy", looping, "--suite=own", *QUICK)
        assert done.returncode == 1, done.stdout
        assert "it fell 4 times and came back in between, as in a crash loop" in done.stdout
        assert last_line(done.stdout).endswith(
            f"rolled back from {looping[:7]} to {good[:7]} and verified"
        )
        assert charhub.standings() == {looping: "quarantined", good: "known good"}

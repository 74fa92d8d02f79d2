"""Item 16: the runner meets a limit of requests in the second and third look only."""

from pathlib import Path

import pytest

from tests.live import last_line, run
from tests.loopback import Reply, Request, json_reply, served

CONTRACT = 'app = "CharHub"\n[health]\npath = "/health"\n[health.components]\nredis = "critical"\n'
TIMINGS = "[timings]\nsettle_s = 0\nattempts_s = [0, 0.05, 0.1]\nharness_s = 0.05\nverdict_s = 60\n"
QUICK = ("--", "-q", "-p", "no:allure_pytest", "--samples=1")
# each look says which one it is
_TELLING = """
import os
from pathlib import Path

Path({file!r}).write_text(os.environ["SMOKEGATE_RUN"].rpartition("-")[2], "utf-8")
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "broken_in, code, said",
    [
        pytest.param({1}, 0, "PASSED", id="good"),
        pytest.param(set(range(1, 99)) - {2, 3}, 1, "FAILED", id="bad"),
    ],
)
def test_item_16_a_limit_of_two_looks_gets_looks_more(
    broken_in: set[int], code: int, said: str, tmp_path: Path
) -> None:
    """Look 1 sees redis down, looks 2 and 3 get 429: the next ones decide."""
    now = tmp_path / "look"

    def answer(request: Request) -> Reply:
        number = int(now.read_text("utf-8"))
        if number in (2, 3):
            return Reply(status=429, body=b"slow down")
        if request.path != "/health":
            return Reply(status=404)
        redis = "error" if number in broken_in else "ok"
        status = 503 if redis == "error" else 200
        return json_reply({"status": redis, "checks": {"redis": {"status": redis}}}, status)

    (tmp_path / "smokegate.toml").write_text(TIMINGS, "utf-8")
    own = tmp_path / "smoke"
    own.mkdir()
    (own / "contract.toml").write_text(CONTRACT, "utf-8")
    (own / "conftest.py").write_text(_TELLING.format(file=str(now)), "utf-8")
    (own / "test_own.py").write_text("def test_own():\n    pass\n", "utf-8")
    with served(answer) as url:
        done = run("smokegate", "gate", f"--base-url={url}", *QUICK, folder=tmp_path)
    assert done.returncode == code, done.stdout
    assert last_line(done.stdout).startswith(said)

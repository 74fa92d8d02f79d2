"""Each part that breaks should be told by name, and the gate should decide as documented."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from examples.charhub.chaos import spoilt, stopped, table
from examples.charhub.chaos.outage import Outage
from examples.charhub.chaos.trial import OUTAGES, trial
from examples.charhub.deployment import Deployment

pytestmark = pytest.mark.slow


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "outages",
    [pytest.param(stopped.OUTAGES, id="stopped"), pytest.param(spoilt.OUTAGES, id="spoilt")],
)
def test_each_outage_is_told_and_decided(
    outages: Sequence[Outage], deployment: Deployment, tmp_path: Path
) -> None:
    """Check, sentence, decision and exit status are those of the table in docs/reference.md."""
    documented = table.written()
    with trial(deployment, tmp_path) as one:
        assert one.first.exit_code == 0, one.first.printed
        found = {outage.what: table.row(outage, one.judged(outage)) for outage in outages}
        assert found == {outage.what: documented[outage.what] for outage in outages}
        assert one.is_green()


def test_the_table_is_whole() -> None:
    """Every outage stands in the table, and nothing else does."""
    assert list(table.written()) == [outage.what for outage in OUTAGES]

"""The table of outages, as it stands in docs/reference.md."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from examples.charhub.chaos.outage import Outage
from examples.charhub.chaos.trial import Judged

PAGE = Path(__file__).parents[3] / "docs" / "reference.md"
HEAD = (
    "| broken | check | what it says | decision of the gate | exit |",
    "|---|---|---|---|---|",
)
_BEGIN, _END = "<!-- written by make chaos -->", "<!-- end -->"


def row(outage: Outage, judged: Judged) -> str:
    """One line of the table."""
    check = f"`{outage.check}`" if outage.check else "none"
    said = f"`{judged.about(outage.check)}`" if outage.check else "nothing failed"
    decision, exits = outage.either or (judged.short, (judged.exit_code,))
    if judged.exit_code not in exits:
        decision, exits = judged.decision, (judged.exit_code,)
    cells = (outage.what, check, said, decision, " or ".join(map(str, exits)))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def written(page: Path = PAGE) -> Mapping[str, str]:
    """The lines that stand in the page, by what is broken."""
    table = page.read_text("utf-8").partition(_BEGIN)[2].partition(_END)[0]
    lines = table.strip().splitlines()[len(HEAD) :]
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines}


def write(rows: Iterable[str], page: Path = PAGE) -> None:
    """Puts these lines into the page."""
    before, _, rest = page.read_text("utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    table = "\n".join((*HEAD, *rows))
    page.write_text(f"{before}{_BEGIN}\n{table}\n{_END}{after}", "utf-8")

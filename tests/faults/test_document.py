"""docs/what-it-catches.md should be what the generator writes, and nobody's hand."""

from tests.faults.catalogue import EVERY
from tests.faults.document import DOCUMENT, document, read_notices


def test_page_is_what_the_generator_gives() -> None:
    """The committed page is the generator's, for what it says was noticed of each fault."""
    page = DOCUMENT.read_text("utf-8")
    assert document(read_notices(page)) == page


def test_page_has_a_line_for_each() -> None:
    """No fault and no oddity is missing."""
    assert set(read_notices(DOCUMENT.read_text("utf-8"))) == set(EVERY)

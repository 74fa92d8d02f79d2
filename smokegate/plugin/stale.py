"""Whether what a check saw hangs on a page that a cache has kept from another release."""

from smokegate.plugin import edge_asks
from smokegate.plugin.sight import Sight
from smokegate.probe.observation import Answer
from smokegate.reading.cache import kept, stale_problems
from smokegate.reading.page import looks_like_html


def hangs_on_a_stale_page(sight: Sight) -> bool:
    """Whether the origin has another page than the one that this check went by.

    What such a page asks for may well be gone: that says nothing of the release. Asks past all
    caches, but only where one handed out the page.
    """
    pages = {
        one.ask: one
        for one in (sight.page, *sight.seen)
        if isinstance(one, Answer) and looks_like_html(one.body) and kept(one)
    }
    return any(_is_stale(page, sight) for page in pages.values())


def is_health_of_a_cache(sight: Sight) -> bool:
    """Whether all that the check read is health that a cache handed out: it is of another time."""
    contract, base = sight.settings.contract, sight.settings.base_url
    urls = [base + form.path for form in (contract.health, contract.ready) if form]
    answers = [one for one in sight.seen if isinstance(one, Answer)]
    return bool(answers) and all(one.ask.url in urls and kept(one) for one in answers)


def _is_stale(page: Answer, sight: Sight) -> bool:
    anew = sight.survey.observation(edge_asks.anew(page.ask))
    return isinstance(anew, Answer) and any(stale_problems(page, anew))

"""What a browser saw of one page. Like an observation: a record, never an exception."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from smokegate.probe.observation import Answer, Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One page to open. mount: CSS selector of the element that the application fills.

    own: the origins that are the deployment's; what others do accuses nobody. judged: paths that
    other checks judge, and better.
    """

    ask: Ask
    own: tuple[str, ...]
    mount: str | None = None
    judged: tuple[str, ...] = ()

    def is_own(self, url: str) -> bool:
        """Whether this URL is the deployment's."""
        try:
            target = urlsplit(url)
        except ValueError:  # a script may call its own file whatever it likes
            return False
        return f"{target.scheme}://{target.netloc}".lower() in self.own


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What can be seen. lines: of the text in the mount node, in the whole page where it is gone.

    has_more: whether there is something else to see or to use: a picture, a form, a canvas.
    """

    lines: tuple[str, ...] = ()
    has_more: bool = False
    is_mounted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncaught:
    """An error that nothing in the page caught. sources: URLs it came through, nearest first."""

    message: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A request of the page that came to nothing. kind: as browsers name it: script, fetch ...

    why: of one without a status, in the browser's words.
    """

    kind: str
    url: str
    status: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Something that the page's policy kept out. what: its URL, or inline, eval, data ..."""

    directive: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """One visit.

    total_s: how long it was watched. document: the last one of the page itself. fault: why there
    is none. screen: None where a script did not let go. loads: paths of all documents of the page,
    in order. left_for: a foreign host that the page wanted to go on to, which it was kept from.
    kept_back: other hosts that were not asked, each with the reason.
    """

    opening: Opening
    total_s: float
    document: Answer | None = None
    fault: str | None = None
    screen: Screen | None = None
    uncaught: tuple[Uncaught, ...] = ()
    refused: tuple[Refused, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    loads: tuple[str, ...] = ()
    left_for: str | None = None
    kept_back: tuple[str, ...] = ()
    picture: bytes | None = field(default=None, repr=False)

    @property
    def where(self) -> str:
        """How a failure message begins."""
        return f"{self.opening.ask.line} in a browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotVisited:
    """The browser did not do its part, which says nothing of the page. why: in one sentence."""

    why: str

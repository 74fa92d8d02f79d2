"""Whether the runner of a look was let in, and whether the application of the contract answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from smokegate.verdict.wording import first_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a report says of it.

    kept_out: the sentence where all promises met the same refusal or login, with its cure; None
    where they did not. is_by_edge: whether it was no refusal that a release can send.
    is_locked_out: whether it is held against the release, because the runner was let in before.
    unlike: the sentence where nothing of the application was shown; is_another: whether another
    application was. is_let_in: whether the application answered a promise well.
    """

    kept_out: str | None = None
    is_by_edge: bool = False
    is_locked_out: bool = False
    unlike: str | None = None
    is_another: bool = False
    is_let_in: bool = False

    @property
    def is_blind(self) -> bool:
        """Whether what failed says nothing of the release."""
        return self.kept_out is not None and not self.is_locked_out

    @property
    def first_sentence(self) -> str | None:
        """What stands before the failures of a release that is convicted, or None."""
        if self.kept_out and self.is_locked_out:
            seen = self.kept_out.rpartition("; ")[0] or self.kept_out
            return f"the release lets nobody in, and this runner was let in before: {seen}"
        return self.unlike


def access(said: Mapping[str, str]) -> Access:
    """What the properties of a report say."""
    kept_out, unlike = said.get("smokegate.kept_out"), said.get("smokegate.unlike")
    return Access(
        kept_out=first_line(kept_out) if kept_out else None,
        is_by_edge=bool(kept_out) and said.get("smokegate.kept_out.by") != "deployment",
        unlike=first_line(unlike) if unlike else None,
        is_another=said.get("smokegate.unlike.another") == "true",
        is_let_in=said.get("smokegate.let_in") == "true",
    )

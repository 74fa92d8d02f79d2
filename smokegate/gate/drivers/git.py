"""A folder a release, made from a commit; `current` is a link to one of them.

On the host: root/mirror.git, root/releases/<commit>/ (complete once `.smokegate-ready` names that
commit), root/current -> releases/<commit>, root/failed/, root/shared/, root/.fence.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from smokegate.gate.driver_settings import GitSettings
from smokegate.gate.drivers.driver import (
    ASK_S,
    Commit,
    DriverError,
    Move,
    demand,
    target_of,
)
from smokegate.gate.host import Done, Host
from smokegate.redact import shown
from smokegate.release_id import is_among

LOCK_S = 20  # what a dead gate began is ended well before
LEAST_INODES = 1000
_PARTS = [Path(__file__).with_name(name).read_text("utf-8") for name in ("git.sh", "mirror.sh")]
_SCRIPT = "".join([*_PARTS, '"$verb" "$@"\n'])
_REFUSED, _FAILED = 65, 66
_WHOLE = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_ABBREVIATED = re.compile(r"[0-9a-f]{7,64}")
_TELLING = re.compile(r"\b(?:error|fatal|failed|cannot|denied|no such|non-zero)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class GitDriver:
    """Switches by the rename of a link, so that going back neither fetches nor builds."""

    settings: GitSettings
    host: Host
    name: str = "git"

    def current(self) -> str | None:
        """The commit that `current` leads to."""
        link = self._ask("current").strip()
        if not link:
            return None
        release = link.rstrip("/").rpartition("/")[2]
        if link.rstrip("/") not in (f"releases/{release}", f"{self._root}/releases/{release}"):
            raise DriverError(
                f"{self._root}/current on {self.host.name} leads to {shown(link)}, "
                "which is no release; somebody has moved it"
            )
        return _whole(release)

    def prepared(self) -> tuple[str, ...] | None:
        """The commits whose folder is complete."""
        return tuple(one for one in self._ask("prepared").split() if _WHOLE.fullmatch(one))

    def described(self, release: str) -> Commit | None:
        """Subject and author of the commit."""
        subject, _, author = self._ask("described", _hex(release)).partition("\n")
        return Commit(subject=shown(subject), author=shown(author)) if author else None

    def full_id(self, release: str) -> str:
        """Among what is prepared first, for that needs no network; then in the repository."""
        given = _hex(release)
        near = [one for one in self.prepared() or () if one.startswith(given)]
        if not near:
            found = self._run(
                "find_commit",
                *(given, self.settings.repository, str(LOCK_S)),
                deadline_s=self.settings.prepare_s,
            )
            near = [one for one in found.answer.split() if _WHOLE.fullmatch(one)]
        if len(near) > 1:
            raise DriverError(f"{given} may be any of {', '.join(sorted(near))}; write more of it")
        if not near:
            raise DriverError(f"{self._repository} has no commit {given}; push it first")
        return near[0]

    def room(self) -> str | None:
        """Needs twice the size of the release that is current, 200 MB at least, and 1000 inodes."""
        wanted, free, inodes = self._ask("room").split()
        where = f"{self._root} on {self.host.name}"
        if int(free) < int(wanted):
            return f"{where} has {int(free) // 1024} MB left, {int(wanted) // 1024} MB are needed"
        if inodes.isdecimal() and int(inodes) < LEAST_INODES:
            return f"{where} has {inodes} inodes left, {LEAST_INODES} are needed"
        return None

    def irreversible(self, before: str, after: str) -> str | None:
        """Barred if a commit that `before` has not brings the file; its first line says why."""
        file = self.settings.irreversible
        text = self._ask("irreversible", _whole(before), _whole(after), file)
        if not text.strip():
            return None
        return f"{file} of {after[:7]} says: {shown(text.strip().splitlines()[0])}"

    def prepare(self, move: Move) -> None:
        """A folder that is not complete is made again."""
        release = _whole(target_of(move))
        self._run(
            "prepare",
            *(release, self.settings.repository, str(LOCK_S)),
            *(self.settings.prepare or "", *self.settings.shared),
            deadline_s=self.settings.prepare_s,
            move=move,
        )

    def switch(self, move: Move) -> None:
        """Refused if a newer run has switched, or `current` is neither of the two any more."""
        release = _whole(target_of(move))
        before = (move.from_release or "").lower()
        self._run(
            "switch",
            *(release, before if _ABBREVIATED.fullmatch(before) else ""),
            *(str(move.fence), str(LOCK_S), self.settings.activate or ""),
            deadline_s=self.settings.switch_s,
            move=move,
        )

    def prune(self, keep: Collection[str], set_aside: Collection[str]) -> tuple[str, ...]:
        """Also half-made folders are removed."""
        aside, away = [], []
        for path in self._ask("folders").split("\n"):
            folder, _, release = path.partition("/")
            if not _WHOLE.fullmatch(release) or (folder == "releases" and is_among(release, keep)):
                continue
            if not is_among(release, set_aside):
                away.append(path)
            elif folder == "releases":
                aside.append(path)
        done = self._run(
            "prune",
            *(str(LOCK_S), self.settings.prune or "", *aside, "--", *away),
            deadline_s=self.settings.prepare_s,
        )
        return tuple(done.answer.split())

    @property
    def _root(self) -> str:
        return self.settings.root

    @property
    def _repository(self) -> str:
        return shown(self.settings.repository)

    def _ask(self, verb: str, *arguments: str) -> str:
        return self._run(verb, *arguments, deadline_s=ASK_S).answer

    def _run(self, verb: str, *arguments: str, deadline_s: float, move: Move | None = None) -> Done:
        done = self.host.run(
            _SCRIPT,
            *(verb, self._root, *arguments),
            deadline_s=deadline_s,
            environment=move.environment if move else {},
        )
        what = verb.replace("_", " ")
        if done.status not in (_REFUSED, _FAILED) or done.is_late:
            return demand(done, what, self.host, deadline_s)
        lines = [line for line in done.told.splitlines() if line.strip()]
        reason = shown(lines[-1])
        if done.status == _FAILED:
            reason += _said(lines[:-1])
        raise DriverError(f"{what} on {self.host.name}: {reason}")


def _said(lines: list[str]) -> str:
    """The last line, and the last one before it that tells of an error: docker-compose ends with
    a line that says only that there was one.
    """
    telling = [line for line in lines[:-1] if _TELLING.search(line)]
    said = [*telling[-1:], *lines[-1:]]
    return f" ({'; '.join(map(shown, said))})" if said else ""


def _hex(release: str) -> str:
    """An id that may be of a commit. Raises DriverError for what could be an option or a path."""
    if not _ABBREVIATED.fullmatch(release.lower()):
        raise DriverError(
            f"{shown(release, 80)!r} is not the id of a commit; write its first seven digits "
            "or more, as `git log` shows them"
        )
    return release.lower()


def _whole(release: str) -> str:
    if not _WHOLE.fullmatch(release):
        raise DriverError(f"{shown(release, 80)!r} is not the whole id of a commit")
    return release

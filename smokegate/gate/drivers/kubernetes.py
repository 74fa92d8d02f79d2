"""A deployment of Kubernetes: the release is the image that one of its containers runs.

Going back is what `kubectl rollout undo --to-revision` does, the whole template of the revision
that ran the image; it is sent as one patch with the fence, so that both are changed or neither.
"""

import re
from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from smokegate.gate.driver_settings import KubernetesSettings
from smokegate.gate.drivers.driver import (
    ASK_S,
    Commit,
    DriverError,
    Move,
    checked_id,
    demand,
    target_of,
)
from smokegate.gate.host import Done, Host
from smokegate.redact import shown
from smokegate.release_id import is_among, is_same_release

FENCE, RELEASE = "smokegate/fence", "smokegate/release"
_REVISION = "deployment.kubernetes.io/revision"
_HASH = "pod-template-hash"
_TRIES = 5  # the status of a deployment that rolls out is written all the time
_SPARE_S = 10.0  # for kubectl to say that its own time is over


T = TypeVar("T")


class _Metadata(msgspec.Struct, rename="camel"):
    resource_version: str
    uid: str = ""
    annotations: dict[str, str] = msgspec.field(default_factory=dict)
    owner_references: list[dict[str, Any]] = msgspec.field(default_factory=list)


class _Selector(msgspec.Struct, rename="camel"):
    match_labels: dict[str, str] = msgspec.field(default_factory=dict)
    match_expressions: list[Any] = msgspec.field(default_factory=list)


class _Spec(msgspec.Struct):
    template: dict[str, Any]
    selector: _Selector | None = None


class _Object(msgspec.Struct):
    """A deployment, or one of its replica sets: what both have in common."""

    metadata: _Metadata
    spec: _Spec


class _List(msgspec.Struct):
    items: list[_Object]


@dataclass(frozen=True, slots=True, kw_only=True)
class KubernetesDriver:
    """Works through kubectl, with the rights of whoever runs it."""

    settings: KubernetesSettings
    host: Host
    name: str = "kubernetes"

    def current(self) -> str | None:
        """What the image says, whoever has set it; None if it is no image of ours."""
        return self._release(self._deployment().spec.template)

    def prepared(self) -> tuple[str, ...] | None:
        """The releases that a revision is kept of."""
        revisions = self._revisions(self._deployment())
        return tuple(sorted({one for one, _ in revisions}))

    def described(self, release: str) -> Commit | None:  # noqa: ARG002 the driver's interface
        """A cluster knows of no commit."""
        return None

    def full_id(self, release: str) -> str:
        """Completed from the revisions; another one is taken as it is, for nobody lists images."""
        checked_id(release)
        near = [one for one in self.prepared() or () if is_same_release(one, release)]
        if len(near) > 1:
            raise DriverError(f"{release} may be any of {', '.join(near)}; write more of it")
        return near[0] if near else release

    def room(self) -> str | None:
        """The cluster finds room itself, or the rollout fails."""
        return None

    def irreversible(self, before: str, after: str) -> str | None:  # noqa: ARG002 the driver's interface
        """An image declares nothing."""
        return None

    def prepare(self, move: Move) -> None:
        """The cluster fetches the image when it is switched to."""
        target_of(move)

    def switch(self, move: Move) -> None:
        """One patch, then waits for the rollout."""
        release = target_of(move)
        for left in reversed(range(_TRIES)):
            deployment = self._deployment()
            self._check(move, deployment)
            patch = self._patch(deployment, release, move.fence)
            done = self._run("patch", "--type=json", f"--patch={patch}", deadline_s=ASK_S)
            if done.status == 0 and not done.is_late:
                break
            if not left:
                demand(done, "kubectl patch", self.host, ASK_S)
        timeout_s = self.settings.switch_s
        deadline_s = timeout_s + _SPARE_S
        waited = self._run("rollout status", f"--timeout={timeout_s:g}s", deadline_s=deadline_s)
        demand(waited, "kubectl rollout status", self.host, deadline_s)

    def prune(self, keep: Collection[str], set_aside: Collection[str]) -> tuple[str, ...]:  # noqa: ARG002 the driver's interface
        """The cluster keeps as many revisions as the deployment's revisionHistoryLimit."""
        return ()

    def _check(self, move: Move, deployment: _Object) -> None:
        held = deployment.metadata.annotations.get(FENCE, "0")
        if held.isdecimal() and int(held) > move.fence:
            raise DriverError(
                f"{self._where}: run {held} has switched since, and this is only run {move.fence}; "
                f"where the record of runs was begun anew, remove the annotation {FENCE}"
            )
        now = self._release(deployment.spec.template)
        known = [one for one in (move.from_release, move.to_release) if one]
        if move.from_release and now and not is_among(now, known):
            raise DriverError(f"{self._where}: somebody has made {now} current meanwhile")

    def _patch(self, deployment: _Object, release: str, fence: int) -> str:
        """Refused by the cluster if anybody has changed the deployment since it was read."""
        found = deployment.metadata
        operations = [
            ("test", "/metadata/resourceVersion", found.resource_version),
            ("add", "/metadata/annotations", {**found.annotations, FENCE: str(fence)}),
            ("replace", "/spec/template", self._template(deployment, release)),
        ]
        lines = [{"op": op, "path": path, "value": value} for op, path, value in operations]
        return msgspec.json.encode(lines).decode()

    def _template(self, deployment: _Object, release: str) -> dict[str, Any]:
        """That of the newest revision of the release; of a new one, today's with its image."""
        now = deployment.spec.template
        if self._release(now) == release:
            return now
        kept = [template for one, template in self._revisions(deployment) if one == release]
        made: dict[str, Any] = deepcopy(kept[-1] if kept else now)
        metadata = made.setdefault("metadata", {})
        (metadata.get("labels") or {}).pop(_HASH, None)
        metadata["annotations"] = {**(metadata.get("annotations") or {}), RELEASE: release}
        containers = made.get("spec", {}).get("containers", [])
        names = [one.get("name") for one in containers]
        if self.settings.container not in names:
            raise DriverError(
                f"{self._where} has no container {self.settings.container}, "
                f"it has {', '.join(map(str, names))}"
            )
        ours = containers[names.index(self.settings.container)]
        ours["image"] = self.settings.image.format(release=release)
        return made

    def _revisions(self, deployment: _Object) -> list[tuple[str, dict[str, Any]]]:
        """Each revision that runs an image of ours, the newest last."""
        found = self._got("replicasets", _List, *_selection(deployment.spec.selector))
        return list(self._of_ours(found.items, deployment))

    def _of_ours(
        self, replica_sets: list[_Object], deployment: _Object
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        for one in sorted(replica_sets, key=_number):
            owners = [owner.get("uid") for owner in one.metadata.owner_references]
            release = self._release(one.spec.template)
            if deployment.metadata.uid in owners and release:
                yield release, one.spec.template

    def _release(self, template: dict[str, Any]) -> str | None:
        """The release that the image of our container is of."""
        before, after = self.settings.image.split("{release}")
        for one in template.get("spec", {}).get("containers", []):
            if one.get("name") == self.settings.container:
                pattern = rf"{re.escape(before)}([\w.+@:-]+){re.escape(after)}"
                found = re.fullmatch(pattern, str(one.get("image")), re.ASCII)
                return found[1] if found else None
        return None

    def _deployment(self) -> _Object:
        return self._got("deployment", _Object, self.settings.deployment)

    def _got(self, kind: str, wanted: type[T], *which: str) -> T:
        words = ("get", kind, *which, "--output=json")
        done = demand(
            self._kubectl(*words, deadline_s=ASK_S), f"kubectl get {kind}", self.host, ASK_S
        )
        try:
            return msgspec.json.decode(done.answer, type=wanted)
        except msgspec.MsgspecError as err:
            raise DriverError(
                f"{self._where}: kubectl get {kind} did not print one ({shown(str(err))})"
            ) from err

    @property
    def _where(self) -> str:
        return f"deployment {self.settings.deployment}"

    def _run(self, verb: str, *options: str, deadline_s: float) -> Done:
        target = f"deployment/{self.settings.deployment}"
        return self._kubectl(*verb.split(), target, *options, deadline_s=deadline_s)

    def _kubectl(self, *words: str, deadline_s: float) -> Done:
        given = {"context": self.settings.context, "namespace": self.settings.namespace}
        options = [f"--{option}={value}" for option, value in given.items() if value]
        return self.host.run('exec kubectl "$@"', *options, *words, deadline_s=deadline_s)


def _selection(selector: _Selector | None) -> list[str]:
    """The option that leaves the rest of the namespace out, which may be too much to be read."""
    if selector is None or selector.match_expressions or not selector.match_labels:
        return []
    labels = sorted(selector.match_labels.items())
    return [f"--selector={','.join(f'{name}={value}' for name, value in labels)}"]


def _number(revision: _Object) -> int:
    return int(revision.metadata.annotations.get(_REVISION, "0"))

"""An API server with one deployment, as much of one as kubectl needs to change it."""

import json
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_HASH = "pod-template-hash"
_REVISION = "deployment.kubernetes.io/revision"
_APPS = "/apis/apps/v1"
_DISCOVERY: dict[str, Any] = {
    "/version": {"major": "1", "minor": "32", "gitVersion": "v1.32.0"},
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/api/v1": {"kind": "APIResourceList", "groupVersion": "v1", "resources": []},
    "/apis": {
        "kind": "APIGroupList",
        "apiVersion": "v1",
        "groups": [
            {
                "name": "apps",
                "versions": [{"groupVersion": "apps/v1", "version": "v1"}],
                "preferredVersion": {"groupVersion": "apps/v1", "version": "v1"},
            }
        ],
    },
    _APPS: {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": "apps/v1",
        "resources": [
            {
                "name": f"{kind.lower()}s",
                "singularName": kind.lower(),
                "namespaced": True,
                "kind": kind,
                "verbs": ["get", "list", "patch", "watch"],
            }
            for kind in ("Deployment", "ReplicaSet")
        ],
    },
}


@dataclass
class Cluster:
    """What is in it. patches: each that was accepted. conflicts: how many are still refused.
    rights: those that were needed so far, a verb and a resource each.
    """

    deployment: dict[str, Any]
    url: str = ""
    replica_sets: list[dict[str, Any]] = field(default_factory=list)
    patches: list[list[dict[str, Any]]] = field(default_factory=list)
    conflicts: int = 0
    images_that_do_not_start: tuple[str, ...] = ()
    rights: set[str] = field(default_factory=set)

    def images(self) -> list[str]:
        """Of the containers, as the deployment wants them."""
        spec = self.deployment["spec"]["template"]["spec"]
        return [str(one["image"]) for one in spec["containers"]]

    def patch(self, operations: list[dict[str, Any]]) -> bool:
        """Applies it whole or not at all, and rolls out what it changed."""
        changed = deepcopy(self.deployment)
        if self.conflicts:
            self.conflicts -= 1
            changed["metadata"]["resourceVersion"] = "another"
        for one in operations:
            *steps, last = one["path"].strip("/").split("/")
            at = changed
            for step in steps:
                at = at[step]
            if one["op"] == "test" and at.get(last) != one["value"]:
                return False
            at[last] = one["value"]
        self.patches.append(operations)
        self.deployment = changed
        self.roll_out()
        return True

    def roll_out(self) -> None:
        """What the controllers do: a replica set a template, the newest revision the one wanted."""
        metadata, spec = self.deployment["metadata"], self.deployment["spec"]
        metadata["resourceVersion"] = str(int(metadata["resourceVersion"]) + 1)
        metadata["generation"] += 1
        same = [
            one for one in self.replica_sets if _bare(one["spec"]["template"]) == spec["template"]
        ]
        if same:
            self.replica_sets.remove(same[0])
        newest = [int(one["metadata"]["annotations"][_REVISION]) for one in self.replica_sets]
        revision = str(max(newest, default=0) + 1)
        metadata["annotations"][_REVISION] = revision
        template = deepcopy(spec["template"])
        template["metadata"].setdefault("labels", {})[_HASH] = f"hash{revision}"
        self.replica_sets.append(
            {
                "apiVersion": "apps/v1",
                "kind": "ReplicaSet",
                "metadata": {
                    "name": f"{metadata['name']}-{revision}",
                    "namespace": metadata["namespace"],
                    "resourceVersion": "1",
                    "annotations": {_REVISION: revision},
                    "ownerReferences": [{"kind": "Deployment", "uid": metadata["uid"]}],
                },
                "spec": {"template": template},
            }
        )
        is_up = not set(self.images()) & set(self.images_that_do_not_start)
        self.deployment["status"] = {
            "observedGeneration": metadata["generation"],
            "replicas": 1,
            "updatedReplicas": 1,
            "availableReplicas": int(is_up),
            "readyReplicas": int(is_up),
        }

    def needs(self, method: str, path: str, *, is_watch: bool) -> None:
        """Puts down the right that the request needs, as the roles of a cluster call it."""
        _, in_namespace, rest = path.partition("/namespaces/")
        _, resource, *name = rest.split("/") if in_namespace else ("", "")
        if resource:
            verb = "watch" if is_watch else "get" if name else "list"
            self.rights.add(f"{'patch' if method == 'PATCH' else verb} {resource}")

    def answer(self, path: str, query: dict[str, list[str]]) -> dict[str, Any] | None:
        """What a GET of this path gives; None is 404."""
        name = self.deployment["metadata"]["name"]
        folder = f"{_APPS}/namespaces/{self.deployment['metadata']['namespace']}"
        match path.removeprefix(folder):
            case "/deployments" if query.get("fieldSelector") == [f"metadata.name={name}"]:
                return _listed("DeploymentList", [self.deployment])
            case "/replicasets" if query.get("labelSelector") == [f"app={name}"]:
                return _listed("ReplicaSetList", self.replica_sets)
            case one if one == f"/deployments/{name}":
                return self.deployment
        return _DISCOVERY.get(path)


@contextmanager
def cluster(name: str, images: dict[str, str]) -> Iterator[Cluster]:
    """One on a free loopback port, its deployment running these images."""
    made = Cluster(
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {
                "name": name,
                "namespace": "default",
                "uid": "uid-1",
                "resourceVersion": "1",
                "generation": 0,
                "annotations": {},
            },
            "spec": {
                "replicas": 1,
                "selector": {"matchLabels": {"app": name}},
                "template": {
                    "metadata": {"labels": {"app": name}},
                    "spec": {"containers": [{"name": n, "image": i} for n, i in images.items()]},
                },
            },
        }
    )
    made.roll_out()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        made.url = f"http://127.0.0.1:{server.server_port}"
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def configuration(made: Cluster, file: Path) -> Path:
    """What kubectl has to know."""
    text = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "test", "cluster": {"server": made.url}}],
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": ""}}],
        "current-context": "test",
    }
    file.write_text(json.dumps(text), "utf-8")
    return file


def _handler(made: Cluster) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urllib.parse.urlsplit(self.path)
            query = urllib.parse.parse_qs(url.query)
            made.needs(self.command, url.path, is_watch="watch" in query)
            if "watch" in query:  # it begins with what is there, and says nothing after
                event = {"type": "MODIFIED", "object": made.deployment}
                self.send(200, event)
                return
            found = made.answer(url.path, query)
            self.send(200, found) if found else self.refuse(404, "NotFound")

        def do_PATCH(self) -> None:
            made.needs(self.command, urllib.parse.urlsplit(self.path).path, is_watch=False)
            length = int(self.headers["content-length"])
            if made.patch(json.loads(self.rfile.read(length))):
                self.send(200, made.deployment)
            else:
                self.refuse(422, "Invalid")

        def refuse(self, code: int, reason: str) -> None:
            status = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code}
            self.send(code, status | {"reason": reason, "message": f"{self.path}: {reason}"})

        def send(self, code: int, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(code)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler


def _bare(template: dict[str, Any]) -> dict[str, Any]:
    bare = deepcopy(template)
    bare["metadata"]["labels"].pop(_HASH, None)
    return bare


def _listed(kind: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": kind,
        "apiVersion": "apps/v1",
        "metadata": {"resourceVersion": "9"},
        "items": items,
    }

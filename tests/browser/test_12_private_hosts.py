"""Item 12: a page cannot make Chromium speak to private hosts, nor send anything to other hosts."""

import asyncio
import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import anyio
import pytest
import trustme

from smokegate.probe.browser import Browser
from smokegate.probe.observation import Ask
from smokegate.probe.reach import Reach, Resolver
from smokegate.probe.relay import Relay
from smokegate.probe.visited import Opening, Visited
from smokegate.reading.visit import is_shown
from tests.browser.presence import CHROMIUM, NEEDS_BROWSER

pytestmark = NEEDS_BROWSER
# every way in which a page speaks to a host that we could think of; T is where to
CHANNELS = """
add('iframe', {name: 'hidden'});
const tried = [
  () => fetch(T + '/fetch-get', {mode: 'no-cors', credentials: 'include'}),
  () => fetch(T + '/fetch-post', {method: 'POST', mode: 'no-cors', body: 'S3'}),
  () => fetch(T + '/fetch-put', {method: 'PUT', body: 'S3'}),
  () => fetch(T + '/fetch-header', {headers: {authorization: 'S3'}}),
  () => fetch(T + '/keepalive', {method: 'POST', mode: 'no-cors', keepalive: true, body: 'S3'}),
  () => { const it = new XMLHttpRequest(); it.open('POST', T + '/xhr'); it.send('S3') },
  () => navigator.sendBeacon(T + '/beacon', 'S3'),
  () => new WebSocket(T.replace('http', 'ws') + '/socket'),
  () => new EventSource(T + '/events'),
  () => new WebTransport(T.replace('http:', 'https:') + '/transport'),
  () => { new Image().src = T + '/image' },
  () => add('script', {src: T + '/script'}),
  () => add('link', {rel: 'stylesheet', href: T + '/style'}),
  () => add('link', {rel: 'prefetch', href: T + '/prefetch'}),
  () => add('link', {rel: 'preconnect', href: T}),
  () => add('link', {rel: 'dns-prefetch', href: T}),
  () => add('iframe', {src: T + '/frame'}),
  () => add('iframe', {srcdoc: `<form method=post action="${T}/srcdoc"></form>` +
    '<script>document.forms[0].submit()<\\/script>'}),
  () => add('object', {data: T + '/object'}),
  () => add('video', {src: T + '/video'}),
  () => add('a', {href: '/', ping: T + '/ping', onclick: (it) => it.preventDefault()}).click(),
  () => add('a', {href: T + '/download', download: 'x', target: 'hidden'}).click(),
  () => window.open(T + '/window'),
  () => add('form', {method: 'post', action: T + '/form', target: 'hidden'}).submit(),
  () => new Worker(URL.createObjectURL(new Blob([`
    fetch('${T}/worker', {method: 'POST', mode: 'no-cors', body: 'S3'})`]))),
  () => new SharedWorker(URL.createObjectURL(new Blob([`
    fetch('${T}/shared', {method: 'POST', mode: 'no-cors', body: 'S3'})`]))),
  () => navigator.serviceWorker.register('/sw.js?to=' + encodeURIComponent(T)),
  () => fetch('/away?to=' + encodeURIComponent(T + '/redirect'), {mode: 'no-cors'}),
  () => fetch('/away?to=' + encodeURIComponent(T + '/kept-method'),
    {method: 'POST', mode: 'no-cors', body: 'S3'}),
  () => { const it = new RTCPeerConnection({iceServers: [
      {urls: T.replace('http://', 'stun:')},
      {urls: T.replace('http://', 'turn:') + '?transport=tcp', username: 'a', credential: 'S3'}]});
    it.createDataChannel('x'); it.createOffer().then((x) => it.setLocalDescription(x)) },
];
function add(name, given) {
  const node = Object.assign(document.createElement(name), given);
  document.body.append(node);
  return node;
}
for (const T of TARGETS) for (const go of tried.map(String))
  try { Promise.resolve(eval('(' + go + ')')()).catch(() => 0) } catch (err) {}
document.querySelector('#root').textContent = 'CharHub';
"""
WORKER = """
const to = new URL(location).searchParams.get('to');
fetch(to + '/service', {method: 'POST', mode: 'no-cors', body: 'S3'}).catch(() => 0);
fetch(to + '/service-get', {mode: 'no-cors'}).catch(() => 0);
"""


@dataclass(slots=True)
class Listener:
    """Something that listens. heard: method, path and headers of each request."""

    port: int = 0
    heard: list[tuple[str, str, str]] = field(default_factory=list)
    connections: int = 0

    @property
    def methods(self) -> set[str]:
        """The methods of all requests."""
        return {method for method, _, _ in self.heard}

    @property
    def paths(self) -> set[str]:
        """The paths of all requests."""
        return {path.partition("?")[0] for _, path, _ in self.heard}


@contextmanager
def listening(host: str, page: str = "", tls: trustme.LeafCert | None = None) -> Iterator[Listener]:
    """A server that answers everything at this address, the page at its root."""
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            listener.connections += 1
            super().setup()

        def answer(self) -> None:
            listener.heard.append((self.command, self.path, str(self.headers)))
            self.rfile.read(int(self.headers["content-length"] or 0))
            path, _, query = self.path.partition("?to=")
            kind, body = ("text/javascript", WORKER) if path == "/sw.js" else ("text/html", page)
            self.send_response(307 if path == "/away" else 200)
            if path == "/away":
                self.send_header("location", query.replace("%3A", ":").replace("%2F", "/"))
            self.send_header("content-type", kind)
            self.send_header("set-cookie", "secret=S3")
            self.send_header("access-control-allow-origin", "*")
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = do_PUT = do_OPTIONS = do_HEAD = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

        def handle_error(self, request: object, client_address: object) -> None:
            """A browser goes away when it likes."""

    with Server((host, 0), Handler) as server:
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.configure_cert(context)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        listener.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield listener
        finally:
            server.shutdown()
            thread.join(timeout=5)


def visited(url: str) -> Visited:
    """What comes of a visit, with time for what the page does after it has been shown."""

    async def visit() -> object:
        assert CHROMIUM is not None
        browser = Browser(CHROMIUM, 8.0, is_shown)
        try:
            opening = Opening(ask=Ask(url=f"{url}/"), own=(url,), mount="#root")
            return await browser.visit(opening)
        finally:
            await browser.close()

    seen = anyio.run(visit)
    assert isinstance(seen, Visited), seen
    return seen


def hostile(targets: list[str]) -> str:
    """A page that tries everything on each of these."""
    script = f"const TARGETS = {json.dumps(targets)};{CHANNELS}"
    return f'<!doctype html><body><div id="root"></div><script>{script}</script>'


def test_item_12_no_channel_of_a_page_reaches_a_private_host() -> None:
    """However it is written, and whatever the page tries; not even a connection is made."""
    with ExitStack() as stack:
        inside = [stack.enter_context(listening(host)) for host in ("127.0.0.2", "::1")]
        two, six = (one.port for one in inside)
        targets = [f"http://127.0.0.2:{two}", f"http://0x7f.2:{two}", f"http://2130706434:{two}"]
        targets += [
            f"http://[::1]:{six}",
            f"http://localhost:{six}",
            f"http://[::ffff:7f00:2]:{two}",
        ]
        own = stack.enter_context(listening("127.0.0.1", hostile(targets)))
        seen = visited(f"http://127.0.0.1:{own.port}")
    assert [one.connections for one in inside] == [0, 0], [one.heard for one in inside]
    assert seen.left_for is None  # which would have ended the visit before all was tried
    assert any("a page names a private address 127.0.0.2" in one for one in seen.kept_back)
    assert seen.screen is not None
    assert seen.screen.lines == ("CharHub",)


def test_item_12_another_port_of_the_base_url_is_only_read() -> None:
    """It hears GET alone, without cookie, body or credentials; the page's own host hears all."""
    with ExitStack() as stack:
        home = stack.enter_context(listening("127.0.0.1"))
        page = hostile([f"http://127.0.0.1:{home.port}"])
        page += "<script>fetch('/api', {method: 'POST', body: 'mine'})</script>"
        own = stack.enter_context(listening("127.0.0.1", page))
        seen = visited(f"http://127.0.0.1:{own.port}")
    assert seen.left_for is None
    assert home.methods == {"GET"}
    assert {"/fetch-get", "/image", "/script", "/frame", "/redirect", "/service-get"} <= home.paths
    assert not any("S3" in headers for _, _, headers in home.heard)
    assert not any(
        name in it.lower()
        for _, _, it in home.heard
        for name in ("cookie:", "upgrade:", "sec-websocket")
    )
    assert ("POST", "/api") in {(method, path) for method, path, _ in own.heard}
    assert any("POST of another origin, which is only read" in one for one in seen.kept_back)


def test_item_12_https_hides_no_method(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes to another origin over https is only read too, and its certificate is checked."""
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("trust") / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with ExitStack() as stack:
        good = listening("127.0.0.1", tls=authority.issue_cert("127.0.0.1"))
        bad = listening("127.0.0.1", tls=trustme.CA().issue_cert("127.0.0.1"))
        home, other = stack.enter_context(good), stack.enter_context(bad)
        page = hostile([f"https://127.0.0.1:{one.port}" for one in (home, other)])
        own = stack.enter_context(listening("127.0.0.1", page))
        visited(f"http://127.0.0.1:{own.port}")
    assert home.methods == {"GET"}
    assert {"/image", "/script"} <= home.paths
    assert other.heard == []


def test_item_12_the_relay_is_no_way_in() -> None:
    """Who speaks something other than what Chromium does gets nothing, and stops nothing."""

    async def said(port: int, *words: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"".join(words))
        writer.write_eof()
        try:
            return await asyncio.wait_for(reader.read(), 5)
        except ConnectionResetError:
            return b""
        finally:
            writer.close()

    async def run() -> list[bytes]:
        relay, is_ready = Relay(Resolver(Reach.of("http://127.0.0.1:1"))), asyncio.Event()
        running = asyncio.create_task(relay.run(is_ready))
        await is_ready.wait()
        to = b"\5\1\0\5\1\0\1\x7f\0\0\2\0\x50"  # 127.0.0.2:80
        answers = [
            await said(relay.port, one) for one in (b"GET / HTTP/1.1\r\n\r\n", b"\0" * 99, b"", to)
        ]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return answers

    *_, refused = anyio.run(run)
    assert refused == b"\5\0" + bytes((5, 2, 0, 1, 0, 0, 0, 0, 0, 0))

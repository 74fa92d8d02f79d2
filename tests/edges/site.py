"""Two builds of one small frontend: their scripts have different names, as after any change."""

from pathlib import Path

ENTRY = {"new": "index-Q7rT2mXa.js", "old": "index-BChQUWSn.js"}
STYLE = "index-BEBR_ldC.css"
CONTRACT = """\
app = "CharHub"
[health]
path = "/healthz"
[[pages]]
path = "/"
contains = ["CharHub"]
mount = "#root"
"""
EDGE = """\
[edge]
http_port = {http_port}
"""
_PAGE = """\
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>CharHub</title>
    <link rel="icon" href="data:,">
    <script type="module" src="/assets/{entry}"></script>
    <link rel="stylesheet" href="/assets/{style}">
  </head>
  <body><div id="root"></div></body>
</html>
"""
_SCRIPT = (
    'document.querySelector("#root").textContent = "CharHub, the {name} one: who is there?";\n'
)
_RULE = ".card-{number} {{ border: {number}px solid #{number:06x}; }}\n"


def built(folder: Path, name: str) -> Path:
    """The folder of this build, new or old."""
    build = folder / name
    assets = build / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    page = _PAGE.format(entry=ENTRY[name], style=STYLE)
    (build / "index.html").write_text(page, "utf-8")
    (assets / ENTRY[name]).write_text(_SCRIPT.format(name=name), "utf-8")
    (assets / STYLE).write_text("".join(_RULE.format(number=n) for n in range(64)), "utf-8")
    return build

"""The shapes that healthy pages have in the field; nothing about them is a failure."""

from tests.frontend.site import CSS, FALLBACK, HTML, JS, Reply, Site

FONT = Reply(kind="font/woff2", body="wOF2 not really")
PNG = Reply(kind="image/png", body="\x89PNG not really")
MINIFIED = "const a=1;" * 600


def script(body: str = "console.log(1)") -> Reply:
    """A script."""
    return Reply(kind=JS, body=body)


STATIC: Site = {"": Reply(body="<!doctype html><title>Hello</title><h1>Hello, world")}

SERVER_RENDERED: Site = {  # Django: no scripts of its own to speak of, http links in the text
    "": Reply(
        body="""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>News</title>
<link rel="stylesheet" href="/server-rendered/static/app.css?v=3"></head><body><h1>News</h1>
<p>How to fix an Internal Server Error, {{ templates }} and ${variables} in %PUBLIC_URL%</p>
<pre>Traceback (most recent call last): is how Python begins</pre>
<a href="http://elsewhere.example/">elsewhere</a><form method="post"><input name="q"></form>
<script>document.documentElement.className = "js"</script></body></html>"""
    ),
    "static/app.css": Reply(
        kind=CSS,
        body='/* url(gone.png) */ @import "more.css"; a{background:url(data:image/gif;base64,AAA)}'
        " b{mask:url(#m)} @font-face{src:url('f.eot?#iefix'),url(f.woff2) format('woff2')}",
    ),
    "static/more.css": Reply(kind=CSS, body="a{color:red}"),
    "static/f.eot": FONT,
    "static/f.woff2": FONT,
}

NEXT: Site = {
    "": Reply(
        body="""<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/><title>Shop</title>
<link rel="preload" href="/next/_next/static/media/a34f9d1faa5f3315-s.p.woff2" as="font"
 crossorigin="" type="font/woff2"/>
<link rel="stylesheet" href="/next/_next/static/css/0c0c3f8f58b1c5c4.css" data-precedence="next"/>
<script src="/next/_next/static/chunks/webpack-5b3a1f9e8d7c6b5a.js" async=""></script>
<script src="/next/_next/static/chunks/main-app-0f1e2d3c4b5a6978.js" async=""></script></head>
<body><main>Shop</main><script>(self.__next_f=self.__next_f||[]).push([0])</script>
<script>self.__next_f.push([1,"{\\"undefined\\":null,\\"href\\":\\"/api\\"}"])</script>
<script id="__NEXT_DATA__" type="application/json">{"env":"${NOT_A_TEMPLATE}"}</script>
</body></html>""",
        headers=(("cache-control", "private, no-cache, no-store, max-age=0"),),
    ),
    "_next/static/media/a34f9d1faa5f3315-s.p.woff2": FONT,
    "_next/static/css/0c0c3f8f58b1c5c4.css": Reply(kind=CSS, body="a{}"),
    "_next/static/chunks/webpack-5b3a1f9e8d7c6b5a.js": script("(()=>{})()"),
    "_next/static/chunks/main-app-0f1e2d3c4b5a6978.js": script(MINIFIED),
}

VITE: Site = {
    "": Reply(
        body="""<!doctype html>
<html lang="en"><head><meta charset="UTF-8" /><title>CharHub</title>
<link rel="manifest" href="/vite/manifest.webmanifest">
<script type="module" crossorigin src="/vite/assets/index-BChQUWSn.js"></script>
<link rel="stylesheet" crossorigin href="/vite/assets/index-BEBR_ldC.css">
</head><body><div id="root"></div>
<script>navigator.serviceWorker&&navigator.serviceWorker.register('/vite/sw.js',{scope:'/vite/'})
</script></body></html>"""
    ),
    "assets/index-BChQUWSn.js": script(
        'const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/Login-Dq3kP0aB.js",'
        '"assets/Login-C9x8Yz12.css"])))=>i.map(i=>d[i]);'
        'import{a}from"./vendor-D7pXk2_a.js";Ve(()=>import("./Login-Dq3kP0aB.js"),'
        'p(()=>import("./Lazy-Zz9_x-1a.js"));new Worker(new URL("worker-B2b3C4d5.js",'
        "import.meta.url));"
        'const d="localhost",u="http://localhost",s="https://127.0.0.1/",e=void 0+"/api",'
        'k="-----BEGIN PRIVATE KEY-----",i={placeholder:"http://localhost:3000"},'
        'o="http://localhost:11434/api",t="import(\'./math.js\')";import("./my-component.js");'
        'import(`./pages/${t}-Dq3kP0aB.js`);fetch("/api/v1/null/api");'
    ),
    "assets/vendor-D7pXk2_a.js": script('export const a="from \\"./nope-D7pXk2_a.js\\""'),
    "assets/Login-Dq3kP0aB.js": script(),
    "assets/Lazy-Zz9_x-1a.js": script(),
    "assets/worker-B2b3C4d5.js": script(),
    "assets/Login-C9x8Yz12.css": Reply(kind=CSS, body="a{}"),
    "assets/index-BEBR_ldC.css": Reply(kind=CSS, body="a{src:url(./inter-D4d5E6f7.woff2)}"),
    "assets/inter-D4d5E6f7.woff2": FONT,
    "manifest.webmanifest": Reply(
        kind="application/manifest+json", body='{"icons":[{"src":"icon-192.png"}]}'
    ),
    "icon-192.png": PNG,
    "sw.js": Reply(
        kind=JS,
        body='precacheAndRoute([{url:"assets/index-BChQUWSn.js",revision:null},'
        '{"revision":"5f1b","url":"index.html"}])',
        headers=(("cache-control", "no-cache"),),
    ),
    "index.html": Reply(body="<!doctype html><title>CharHub</title>"),
}

CRA: Site = {
    "": Reply(
        body="""<!doctype html><html lang="en"><head><meta charset="utf-8"/>
<title>React App</title>
<link rel="icon" href="/cra/favicon.ico"/><script defer="defer"
src="/cra/static/js/main.3f2a91c0.js"></script>
<link href="/cra/static/css/main.5c8d2e1f.css" rel="stylesheet"></head><body>
<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>
</body></html>"""
    ),
    "favicon.ico": Reply(status=204, kind="image/x-icon"),
    "static/js/main.3f2a91c0.js": script(
        'r.u=e=>"static/js/"+e+"."+{27:"aa11bb22",532:"5f5f5f5f"}[e]+".chunk.js",r.p="/cra/",'
        "r.f.j=(t,n)=>{var o=r.o(e,t)?e[t]:void 0;if(0!==o)if(o)n.push(o[2]);else if(532!=t){"
        "var a=new Promise(((n,r)=>o=e[t]=[n,r]))}}"
    ),
    "static/js/27.aa11bb22.chunk.js": script(),  # 532 has styles alone
    "static/css/main.5c8d2e1f.css": Reply(kind=CSS, body="a{}"),
}

ANGULAR: Site = {
    "": Reply(
        body="""<!doctype html><html lang="en"><head><base href="/angular/"><title>Board</title>
<link rel="stylesheet" href="styles-5INURTSO.css" media="print"
 onload="this.media='all'">
<noscript><link rel="stylesheet" href="styles-5INURTSO.css"></noscript></head>
<body><app-root></app-root><script src="polyfills-FFHMD2TL.js" type="module"></script>
<script src="main-QBT4DDHC.js" type="module"></script></body></html>"""
    ),
    "styles-5INURTSO.css": Reply(kind=CSS),
    "polyfills-FFHMD2TL.js": script(),
    "main-QBT4DDHC.js": script('import("./chunk-ABCDEFGH.js")'),
    "chunk-ABCDEFGH.js": script(),
}

ANGULARJS: Site = {  # its templates are filled in by the browser
    "": Reply(
        body="""<html ng-app="a"><head><title>{{page.title}}</title></head><body>
<h1>{{page.title}}</h1><script src="/angularjs/app.js"></script></body></html>"""
    ),
    "app.js": script("angular.module('a', [])"),
}

VERDACCIO: Site = {
    "": Reply(
        body="""<!DOCTYPE html><html lang="en-us"><head><meta charset="utf-8">
<title>Verdaccio</title>
<base href="{origin}/verdaccio/"><link rel="icon" href="{origin}/verdaccio/-/static/favicon.ico"/>
<script>window.__VERDACCIO_BASENAME_UI_OPTIONS={"base":"{origin}/verdaccio/"}</script></head>
<body><div id="root"></div>
<script defer="defer" src="{origin}/verdaccio/-/static/main.69ad1db75cd3dc5fe39d.js"></script>
</body></html>"""
    ),
    "-/static/favicon.ico": Reply(kind="image/x-icon", body="icon"),
    "-/static/main.69ad1db75cd3dc5fe39d.js": script(),
}

DIRECTUS: Site = {  # whatever is not there is the page
    "": Reply(
        body="""<!DOCTYPE html><html><head><base href="/directus/"><title>Loading...</title>
<script type="module" crossorigin src="./assets/index-C1d2E3f4.js"></script></head>
<body><div id="app"></div></body></html>""",
        headers=(("content-security-policy", "script-src 'self' 'unsafe-eval'; img-src *;"),),
    ),
    "assets/index-C1d2E3f4.js": script(),
    FALLBACK: Reply(body="<!DOCTYPE html><html><title>Loading...</title></html>"),
}

WAGTAIL: Site = {
    "": Reply(
        body="""<!DOCTYPE html><html class="no-js"><head><title>Home</title></head><body>
<h1>Welcome</h1><script src="/wagtail/static/mysite.d41d8cd98f00.js"></script></body></html>"""
    ),
    "static/mysite.d41d8cd98f00.js": script(""),
}

DATASETTE: Site = {
    "": Reply(
        body="""<!DOCTYPE html><html><head><title>fixtures</title>
<link rel="stylesheet" href="/datasette/-/static/app.css?d59929">
<script>window.datasetteVersion = '0.64.6';</script>
<script src="/datasette/-/static/datasette-manager.js" defer></script></head>
<body><h1>fixtures</h1><table><tr><td>Error<td>at row 3 (a:1:2)</table></body></html>"""
    ),
    "-/static/app.css": Reply(kind=CSS, body="a {\n  color: red;\n}\n" * 400),
    "-/static/datasette-manager.js": script("// Custom events\nconst a = 1;\n" * 20),
}

NODE_RED: Site = {
    "": Reply(
        body="""<!DOCTYPE html><html><head><title>Node-RED</title>
<link rel="stylesheet" href="red/style.min.css?v=4.0.2"></head><body>
<div id="red-ui-editor"></div><script src="vendor/vendor.js?v=4.0.2"></script>
<script src="red/red.min.js?v=4.0.2"></script></body></html>"""
    ),
    "red/style.min.css": Reply(kind=CSS, body="a{}"),
    "vendor/vendor.js": script("jQuery"),
    "red/red.min.js": script("RED"),
}

CHARHUB: Site = {  # as it is today: a page for whatever is missing, fonts from elsewhere
    "": Reply(
        body="""<!doctype html><html lang="en"><head><title>CharHub</title>
<script type="module" crossorigin src="/charhub/assets/index-BChQUWSn.js"></script></head>
<body><div id="root"></div></body></html>"""
    ),
    "assets/index-BChQUWSn.js": Reply(kind="application/javascript", body='a="localhost"'),
    FALLBACK: Reply(body="<!doctype html><title>CharHub</title>", kind=HTML),
}

GALLERY: Site = {  # with a film whose server knows no ranges, and another origin that shares
    "": Reply(
        body="""<!doctype html><html lang="en"><head><title>Gallery</title>
<script src="{other}/gallery/tracker.js"></script>
<script type="module" src="{other}/gallery/shared.js"></script>
<link rel="stylesheet" href="/gallery/a.css"></head><body><h1>Gallery</h1>
<picture><source srcset="/gallery/ada.png 1x, /gallery/ada@2x.png 2x"><img src="/gallery/ada.png">
</picture><video poster="/gallery/ada.png"><source src="/gallery/tour.mp4">
<track src="/gallery/tour.vtt"></video><object data="/gallery/plan.html"></object>
<svg><use href="/gallery/icons.svg#a"/><use href="#b"/></svg></body></html>"""
    ),
    "tracker.js": script(),
    "shared.js": Reply(kind=JS, body="x()", headers=(("access-control-allow-origin", "*"),)),
    "a.css": Reply(kind=CSS, body="@font-face{src:url({other}/gallery/f.woff2)}"),
    "f.woff2": Reply(
        kind="font/woff2", body="wOF2", headers=(("access-control-allow-origin", "*"),)
    ),
    "ada.png": PNG,
    "ada@2x.png": PNG,
    "tour.mp4": Reply(kind="video/mp4", body="....ftypmp42" + "." * 9_000_000),
    "tour.vtt": Reply(kind="text/plain", body="WEBVTT"),
    "plan.html": Reply(body="<!doctype html><title>Plan</title>"),
    "icons.svg": Reply(kind="image/svg+xml", body='<svg><symbol id="a"/></svg>'),
}

HEALTHY = {
    "static": STATIC,
    "server-rendered": SERVER_RENDERED,
    "next": NEXT,
    "vite": VITE,
    "cra": CRA,
    "angular": ANGULAR,
    "angularjs": ANGULARJS,
    "verdaccio": VERDACCIO,
    "directus": DIRECTUS,
    "wagtail": WAGTAIL,
    "datasette": DATASETTE,
    "node-red": NODE_RED,
    "charhub": CHARHUB,
    "gallery": GALLERY,
}

"""What a build should have taken out of a page, or put into it, is told; a text on it is not."""

import pytest

from smokegate.reading.build import dev_server_problems, template_problems
from tests.reading.answers import page, said


@pytest.mark.parametrize(
    "body, found",
    [
        ('<script type="module" src="/@vite/client"></script>', "/@vite/client"),
        ('<script type="module" src="/app/@vite/client"></script>', "/app/@vite/client"),
        ('<script type="module" src="/src/main.tsx?t=17"></script>', "/src/main.tsx?t=17"),
        ('<script src="/webpack-dev-server.js"></script>', "/webpack-dev-server.js"),
        ('<script src="/_next/static/development/_ssgManifest.js"></script>', None),
        (
            '<script type="module">import RefreshRuntime from "/@react-refresh"\nx()</script>',
            "/@react-refresh",
        ),
        ("<script type=module>import('/@vite/client')</script>", "/@vite/client"),
    ],
)
def test_a_developers_server_is_told(body: str, found: str | None) -> None:
    """By the scripts that it puts into the page."""
    found = found or "/_next/static/development/_ssgManifest.js"
    assert said(dev_server_problems(page(body))) == [
        f"script should be one of a production build, got {found}"
    ]


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<script type="module" crossorigin src="/assets/index-BChQUWSn.js"></script>',
        "<p>Add /@vite/client and webpack-dev-server to /src/main.tsx</p>",
        '<script>window.__docs={"text":"import \\"/@vite/client\\""}</script>',
        '<script type="application/json">import "/@vite/client"</script>',
        '<script type="text/babel" src="/app.jsx"></script>',
        '<script src="http://[::1/@vite/client"></script>',
        '<!-- <script src="/@vite/client"></script> -->',
        '<script src="/assets/refresh.ts-a1b2c3d4.js"></script>',
    ],
)
def test_what_only_talks_of_one_is_not(body: str) -> None:
    """Documentation, data, comments."""
    assert said(dev_server_problems(page(body))) == []


@pytest.mark.parametrize(
    "head, told",
    [
        ("<title>%VITE_APP_NAME%</title>", "title should be filled in, got %VITE_APP_NAME%"),
        ("<title>{{ title }} - x</title>", "title should be filled in, got {{ title }}"),
        ("<title>${TITLE}</title>", "title should be filled in, got ${TITLE}"),
        (
            "<title><%= htmlWebpackPlugin.options.title %></title>",
            "title should be filled in, got <%= htmlWebpackPlugin.options.title %>",
        ),
        (
            '<link rel="icon" href="%PUBLIC_URL%/favicon.ico">',
            "href of link should be filled in, got %PUBLIC_URL%",
        ),
        (
            '<script src="{{ASSETS}}/a.js"></script>',
            "src of script should be filled in, got {{ASSETS}}",
        ),
        ('<base href="__BASE_PATH__">', "href of base should be filled in, got __BASE_PATH__"),
        ('<meta name=e content="__ENV__">', "content of meta should be filled in, got __ENV__"),
    ],
)
def test_a_place_left_open_is_told(head: str, told: str) -> None:
    """In the title, and in the attributes of what the head loads and says."""
    assert said(template_problems(page(f"<head>{head}</head><body>x"))) == [told]


@pytest.mark.parametrize(
    "body",
    [
        "<title>CharHub</title>",
        "<title>100% off, 50%VAT and {braces} for $5</title>",
        '<link rel="search" href="/search?q={searchTerms}">',
        '<script src="/a%20b%2Fc.js?x=%7B%7B"></script>',
        '<meta name="d" content="init__dict__of and __init__">',
        "<p>Write {{ name }}, ${name}, %PUBLIC_URL% or __ENV__</p>",
        "<script>window.__ENV__ = {a: `${b}`}</script>",
        "<html ng-app><title>{{page.title}}</title>",
        "<div v-cloak><a href='{{x}}'></a></div><title>{{ x }}</title>",
        "<svg><title>{{ x }}</title></svg>",
    ],
)
def test_what_is_filled_in_or_later_is_not(body: str) -> None:
    """Signs in a text, and the templates of frameworks that work in the browser."""
    assert said(template_problems(page(body))) == []

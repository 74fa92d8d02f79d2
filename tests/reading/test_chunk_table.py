"""The chunks of webpack are found where its runtime surely loads them, and nowhere else."""

import pytest

from smokegate.reading.asset import Asset, Kind
from smokegate.reading.chunk_name import NotUnderstoodError, chunk_names
from smokegate.reading.chunk_table import MOST, chunk_urls
from smokegate.reading.references import references
from tests.reading.answers import ORIGIN, answer

SCRIPT = f"{ORIGIN}/app/static/js/main.3f2a91c0.js"
HANDLER = (
    "r.f.j=(t,n)=>{var o=r.o(e,t)?e[t]:void 0;if(0!==o)if(o)n.push(o[2]);else{"
    "var a=new Promise(((n,r)=>o=e[t]=[n,r]));n.push(o[2]=a)}}"
)
TABLE = 'r.u=e=>"static/js/"+e+"."+{27:"aa11bb22",787:"c0ffee12"}[e]+".chunk.js"'
PUBLIC = 'r.p="/app/"'
FOUND = ["/static/js/27.aa11bb22.chunk.js", "/static/js/787.c0ffee12.chunk.js"]


def found(text: str, script: str = SCRIPT) -> list[str]:
    """The chunks that this runtime names, below its public path."""
    return [url.removeprefix(f"{ORIGIN}/app") for url in chunk_urls(script, text)]


def five(table: str, handler: str = HANDLER) -> str:
    """A runtime of webpack 5."""
    return f"(()=>{{{table},{PUBLIC},{handler}}})()"


@pytest.mark.parametrize(
    "text, names",
    [
        pytest.param(five(TABLE), FOUND, id="webpack-5"),
        pytest.param(
            five(
                'r.u=function(e){return"static/js/"+({27:"login"}[e]||e)+"."'
                '+{27:"aa11bb22",787:"c0ffee12"}[e]+".chunk.js"}'
            ),
            ["/static/js/login.aa11bb22.chunk.js", "/static/js/787.c0ffee12.chunk.js"],
            id="names",
        ),
        pytest.param(
            five('r.u=e=>(({27:"login"})[e]||e)+"."+({27:"aa11bb22"})[e]+".js"'),
            ["/login.aa11bb22.js"],
            id="tables-in-parentheses",
        ),
        pytest.param(
            five('r.u = (e) => { return "" + e + "." + { "27": \'aa11bb22\', } [e] + ".js"; }'),
            ["/27.aa11bb22.js"],
            id="with-spaces",
        ),
        pytest.param(
            five(
                'r.u=e=>12===e?"js/12-aa11bb22.js":e===13?"js/13-bb22cc33.js":'
                '"js/"+(4===e?"base":e)+"."+{4:"d4d4d4d4"}[e]+".js"'
            ),
            ["/js/12-aa11bb22.js", "/js/13-bb22cc33.js", "/js/base.d4d4d4d4.js"],
            id="next",
        ),
        pytest.param(five('r.u=e=>e+"."+{5e3:"aa11bb22"}[e]+".js"'), ["/5000.aa11bb22.js"],
                     id="shortened-number"),
        pytest.param(
            five('r.u=e=>"js/"+e+"."+{about:"aa11bb22","a-b":"c0ffee12"}[e]+".js"'),
            ["/js/about.aa11bb22.js", "/js/a-b.c0ffee12.js"],
            id="words-as-ids",
        ),
        pytest.param(
            five(TABLE, HANDLER.replace("else{", "else if(787!=t){")),
            ["/static/js/27.aa11bb22.chunk.js"],
            id="a-chunk-of-styles-alone",
        ),
        pytest.param(
            five(TABLE.replace("r.", "__webpack_require__."),
                 HANDLER.replace("r.f", "__webpack_require__.f")).replace(
                     PUBLIC, '__webpack_require__.p="/app/"'),
            FOUND,
            id="not-minified",
        ),
        pytest.param(
            'function s(e){return i.p+"static/js/"+({27:"login"}[e]||e)+"."+'
            '{27:"aa11bb22"}[e]+".chunk.js"}i.p="/app/"',
            ["/static/js/login.aa11bb22.chunk.js"],
            id="webpack-4",
        ),
        pytest.param(
            'c.src=function(e){return i.p+""+({}[e]||e)+"."+{27:"aa11bb22"}[e]+".js"}(e),'
            'i.p="/app/"',
            ["/27.aa11bb22.js"],
            id="webpack-4-inline",
        ),
    ],
)  # fmt: skip
def test_chunks_of_a_runtime(text: str, names: list[str]) -> None:
    """As webpack 4 and 5 write them, whoever minified them."""
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(five('r.u=e=>"js/"+e+".js"'), id="no-table-of-ids"),
        pytest.param(five('r.u=e=>"js/"+e+"."+h(e)+".js"'), id="a-call"),
        pytest.param(five('r.u=e=>"js/"+e+"."+n[e]+".js"'), id="a-table-elsewhere"),
        pytest.param(five('r.u=e=>"js/"+e+"."+{27:n}[e]+".js"'), id="a-variable"),
        pytest.param(five('r.u=e=>"js/"+e+"."+{27:"aa"}[t]+".js"'), id="another-index"),
        pytest.param(five('r.u=e=>"js/"+e+"."+{27:"aa"}+".js"'), id="no-index"),
        pytest.param(five('r.u=e=>"js/"+e+"."+{27:"aa"}[e]+".js"+q'), id="more-behind"),
        pytest.param(five('r.u=e=>"js/"+e+"."+{27:"aa"}[e]+".js"-1'), id="another-sign"),
        pytest.param(five('r.u=e=>("js/"+e||e)+"."+{27:"aa"}[e]+".js"'), id="no-table-in-or"),
        pytest.param(five('r.u=e=>t===1?"a.js":e+"."+{27:"aa"}[e]+".js"'), id="compared-to-else"),
        pytest.param(five('r.u=e=>"css/"+e+"."+{27:"aa11bb22"}[e]+".css"'), id="a-style"),
        pytest.param(five('r.u=e=>"js/"+e+"."+{27:"aa'), id="cut"),
        pytest.param(five("r.u=e=>" + "(" * 10_000), id="deep"),
        pytest.param("r.u=e=>{" * 10_000 + PUBLIC + HANDLER, id="again-and-again"),
        pytest.param(f"{TABLE},{HANDLER}", id="no-public-path"),
        pytest.param(five(TABLE).replace("/app/", ""), id="relative-public-path"),
        pytest.param(
            five('r.u=e=>"//[x/"+{27:"aa11bb22"}[e]+".js"', "r.f.j=(e,t)=>{var n=new Promise}"),
            id="no-address",
        ),
        pytest.param(five(TABLE).replace("/app/", "/other/"), id="public-path-beside-the-script"),
        pytest.param(five(TABLE) + 'r.p="/v2/"', id="two-public-paths"),
        pytest.param(five(TABLE) + "n.p=window.BASE", id="public-path-set-anew"),
        pytest.param(f"{TABLE},{PUBLIC}", id="no-handler"),
        pytest.param(
            five(TABLE, HANDLER.replace("else{", "else if(/^(27|5)$/.test(t)){")), id="a-pattern"
        ),
        pytest.param(
            five(TABLE, HANDLER.replace("else{", "else if(27==t){")), id="one-with-a-script"
        ),
        pytest.param(
            five(TABLE, HANDLER.replace("else{", "else if({27:1}[t]){")), id="a-table-of-scripts"
        ),
    ],
)
def test_what_is_not_understood_names_nothing(text: str) -> None:
    """A chunk that nobody loads would accuse a good release."""
    assert found(text) == []


@pytest.mark.parametrize(
    "start",
    [
        'r.p="/";r.u=',
        'r.p="/";r.u=e',
        'r.p="/";r.u=(e',
        'r.p="/";r.u=function(',
        "function",
        f"{five(TABLE)}r.p=",
        f"{TABLE},{PUBLIC};r.f.j=",
        f"{TABLE},{PUBLIC};r.f.j=(",
    ],
)
@pytest.mark.timeout(20)  # minutes, where each space is tried as the last one
def test_many_spaces_name_nothing_more(start: str) -> None:
    """They are gone over once."""
    assert found(start + " " * 300_000 + "!") == (FOUND if start.startswith("(()") else [])


@pytest.mark.timeout(20)
def test_a_word_without_end_names_nothing() -> None:
    """Nor does it take long."""
    assert found("function" * 100_000) == found("r.u=" + "e" * 300_000) == []


def test_some_of_many_are_named() -> None:
    """From the first to the last of them, the same ones each time."""
    table = ",".join(f'{n}:"aa11bb{n}"' for n in range(1000))
    names = found(five(f'r.u=e=>e+"."+{{{table}}}[e]+".js"'))
    assert len(names) == MOST
    assert (names[0], names[1], names[-1]) == (
        "/0.aa11bb0.js",
        "/63.aa11bb63.js",
        "/945.aa11bb945.js",
    )


def test_a_chunk_that_a_table_does_not_have_has_no_name() -> None:
    """Nor has one whose table is only of names."""
    assert chunk_names('({1:"a"}[e]||e)+{1:"b",2:"c"}[e]+{1:"d"}[e]}', "e") == {"1": "abd"}
    assert chunk_names('({1:"a"}[e]||e)+".js"', "e") == {}


@pytest.mark.parametrize("text", ["", "e e", "1==", "1==e?2", '"a":"b"', "{", "{1", "{:", "(e"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    """Cut or wrong, it names nothing."""
    with pytest.raises(NotUnderstoodError):
        chunk_names(text, "e")


def test_chunks_are_assets_of_the_script() -> None:
    """On the page's own origin, with a hash in their name."""
    asset = Asset(url=SCRIPT, kind=Kind.SCRIPT, page=f"{ORIGIN}/app/")
    seen = answer(five(TABLE), url=SCRIPT)
    assert [(one.url, one.kind, one.named_by) for one in references(asset, seen)] == [
        (f"{ORIGIN}/app{name}", Kind.SCRIPT, SCRIPT) for name in FOUND
    ]
    elsewhere = answer(five(TABLE).replace("/app/", "https://cdn.example/app/"), url=SCRIPT)
    assert list(references(asset, elsewhere)) == []

"""Each sentence that a person can be told stands in a golden case."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOM = TESTS.parent / "smokegate" / "verdict"
SPEAKING = ("blame", "faults", "judge", "parts", "reasons", "wording", "xml_tree")


def test_each_sentence_has_its_case() -> None:
    """Nobody can be told what no golden case tells: the sentences are read from the code."""
    told = "\n".join(file.read_text() for file in TESTS.glob("cases/*/*/verdict.txt"))
    assert [each for each in _templates() if not re.search(each, told)] == []


def _templates() -> Iterator[str]:
    """A pattern for each text in the modules that speak to people, if it is of several words."""
    for name in SPEAKING:
        tree = ast.parse((ROOM / f"{name}.py").read_text())
        other = {id(each) for node in ast.walk(tree) for each in _no_sentences(node)}
        for node in ast.walk(tree):
            text = "" if id(node) in other else _text(node)
            if re.search(r"[a-z] [a-z]", text):
                yield re.escape(text).replace(r"\{\}", ".+")


def _no_sentences(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a piece of code that are nothing to be told: docstrings, and what is compared.

    Also the parts of a sentence, which is told whole.
    """
    match node:
        case ast.Expr(value=docstring):
            yield docstring
        case ast.Compare():
            yield from ast.walk(node)
        case ast.JoinedStr(values=values):
            yield from values
        case _:
            pass


def _text(node: ast.AST) -> str:
    """The text that a piece of code stands for, `{}` for what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(map(_text, values))
        case ast.FormattedValue():
            return "{}"
        case _:
            return ""

"""Reads the expression by which webpack makes the name of a chunk of its id; nothing is run.

"static/js/"+({27:"login"}[e]||e)+"."+{27:"aa11bb22"}[e]+".chunk.js"
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

_TOKEN = re.compile(
    r"\s*+(?:(?P<text>\"(?:[^\"\\\n]|\\[\"'/])*+\"|'(?:[^'\\\n]|\\[\"'/])*+')"
    r"|(?P<number>\d++(?:e\d)?)(?![\w$.])|(?P<word>[A-Za-z_$][\w$]*+)"
    r"|(?P<sign>===?|\|\||[+{}()\[\]:,?;]))"
)
_MOST_DEPTH = 20
_ENDS = ("}", ";", ",")  # of the function, or of what it is a part of


class NotUnderstoodError(Exception):
    """The text goes on in a way that no name of a chunk does."""


@dataclass(slots=True)
class _Table:
    """What a table has for each id. is_soft: the id itself stands for what it has not."""

    values: Mapping[str, str]
    is_indexed: bool = False
    is_soft: bool = False

    def __call__(self, id_: str) -> str | None:
        return self.values.get(id_, id_ if self.is_soft else None)


_Part: TypeAlias = Callable[[str], str | None]


def chunk_names(text: str, parameter: str) -> Mapping[str, str]:
    """The name of each chunk by its id, where all of the expression is understood.

    Only ids that a table has a hash for, or that are compared with, surely are chunks. Raises
    NotUnderstoodError.
    """
    reader = _Reader(text, parameter)
    part = reader.choice(0)
    reader.end()
    return {id_: name for id_ in reader.ids() if (name := part(id_)) is not None}


class _Reader:
    """Goes through the expression from left to right. Raises NotUnderstoodError."""

    def __init__(self, text: str, parameter: str) -> None:
        self._text, self._parameter = text, parameter
        self._at = 0
        self._compared: list[str] = []
        self._tables: list[_Table] = []

    def ids(self) -> dict[str, None]:
        """Every id that is named, each once."""
        hard = next((one.values for one in self._tables if not one.is_soft), {})
        return dict.fromkeys((*self._compared, *hard))

    def choice(self, depth: int) -> _Part:
        """`27===e?"login.js":` any number of times, then a sum."""
        if depth > _MOST_DEPTH:
            raise NotUnderstoodError
        single: dict[str, _Part] = {}
        while (id_ := self._comparison()) is not None:
            self._compared.append(id_)
            single.setdefault(id_, self._sum(depth))
            self._expect(":")
        rest = self._sum(depth)
        return (lambda id_: single.get(id_, rest)(id_)) if single else rest

    def end(self) -> None:
        """The function ends here."""
        if self._peek() not in _ENDS and self._text[self._at :].strip():
            raise NotUnderstoodError

    def _comparison(self) -> str | None:
        """The id of `27===e?` or `e===27?`; None, and nothing is passed over, if it is none."""
        start = self._at
        first = self._next()
        if self._peek() not in ("==", "==="):
            self._at = start
            return None
        self._next()
        both = dict((first, self._next()))
        self._expect("?")
        if both.pop("word", None) != self._parameter or len(both) != 1:
            raise NotUnderstoodError
        return _key(next(iter(both.values())))

    def _sum(self, depth: int) -> _Part:
        parts = [self._term(depth)]
        while self._takes("+"):
            parts.append(self._term(depth))
        if len(parts) == 1:
            return parts[0]

        def joined(id_: str) -> str | None:
            found = [text for part in parts if (text := part(id_)) is not None]
            return "".join(found) if len(found) == len(parts) else None

        return joined

    def _term(self, depth: int) -> _Part:
        kind, sign = self._next()
        if kind == "text":
            return lambda _: sign
        if kind == "word" and sign == self._parameter:
            return lambda id_: id_
        if sign == "{":
            return self._indexed(self._table())
        if sign == "(":
            return self._indexed(self._in_parentheses(depth))
        raise NotUnderstoodError

    def _in_parentheses(self, depth: int) -> _Part:
        inside = self.choice(depth + 1)
        if self._takes("||"):
            self._expect(self._parameter)
            if not isinstance(inside, _Table) or not inside.is_indexed:
                raise NotUnderstoodError
            inside.is_soft = True
        self._expect(")")
        return inside

    def _indexed(self, part: _Part) -> _Part:
        """`{...}[e]` or `({...})[e]`."""
        if not isinstance(part, _Table) or part.is_indexed:
            return part
        if self._takes("["):
            self._expect(self._parameter)
            self._expect("]")
            part.is_indexed = True
        elif self._peek() != ")":
            raise NotUnderstoodError
        return part

    def _table(self) -> _Table:
        values: dict[str, str] = {}
        while self._peek() != "}":
            kind, key = self._next()
            self._expect(":")
            kind_of_value, value = self._next()
            if kind == "sign" or kind_of_value != "text":
                raise NotUnderstoodError
            values[_key(key)] = value
            if not self._takes(","):
                break
        self._expect("}")
        self._tables.append(_Table(values))
        return self._tables[-1]

    def _expect(self, wanted: str) -> None:
        if not self._takes(wanted):
            raise NotUnderstoodError

    def _takes(self, wanted: str) -> bool:
        start = self._at
        if self._peek() and self._next()[1] == wanted:
            return True
        self._at = start
        return False

    def _peek(self) -> str:
        found = _TOKEN.match(self._text, self._at)
        return found[0].strip() if found else ""

    def _next(self) -> tuple[str, str]:
        found = _TOKEN.match(self._text, self._at)
        if found is None or found.lastgroup is None:
            raise NotUnderstoodError
        self._at = found.end()
        sign = found[found.lastgroup]
        if found.lastgroup == "text":
            sign = re.sub(r"\\(.)", r"\1", sign[1:-1])
        return found.lastgroup, sign


def _key(written: str) -> str:
    """The key that JavaScript makes of a number: 5e3 is 5000."""
    return str(int(float(written))) if re.fullmatch(r"\d+e\d", written) else written

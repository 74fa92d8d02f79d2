"""Finds what a JSON pointer leads to (RFC 6901)."""

from typing import Any


def value_at(document: Any, pointer: str) -> Any:
    """The value there, or None: to be absent and to be null are the same to a promise."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(name)
        elif isinstance(document, list) and name.isascii() and name.isdigit():
            index = int(name) if len(name) < 10 else len(document)
            document = document[index] if index < len(document) else None
        else:
            return None
    return document

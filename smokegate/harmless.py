"""Text that neither a terminal nor a CI server obeys.

GitHub reads `::error::` at the start of a line and `##[error]` anywhere, Azure `##vso[...]` and
TeamCity `##teamcity[...]`; the marks of GitLab and Jenkins need an escape or a carriage return.
"""

import re

# Colours: as a terminal takes them, and as pytest escapes them in XML.
_COLOUR = re.compile(r"(?:\x1b|#x1B)\[[0-9;]*m")
_COMMAND = (
    r"(?:error|warning|notice|debug|group|endgroup|echo|add-(?:mask|path|matcher)|remove-matcher"
    r"|set-(?:output|env)|save-state|stop-commands|internal-[\w-]+)\b"
)
_MARKS = (
    # a line that begins so, whatever it goes on with: `::stop-commands::` makes up its own word
    (re.compile(r"^(\s*):(?=:)"), r"\1: "),
    # elsewhere, for the text may come to stand at the start of a line
    (re.compile(rf":(?=:{_COMMAND})"), ": "),
    (re.compile(r"##(?=\w*+\[)"), "# #"),
)


def uncoloured(text: str) -> str:
    """The text without colours, which could hide a secret from who looks for it."""
    return _COLOUR.sub("", text)


def harmless(line: str) -> str:
    """The text on one line: no control character, nothing invisible, no command to a CI server."""
    line = uncoloured(line)
    if not line.isprintable():
        line = "".join(map(_printable, line))
    if ":" in line or "#" in line:
        for mark, instead in _MARKS:
            line = mark.sub(instead, line)
    return line


def _printable(char: str) -> str:
    if char.isprintable():
        return char
    return " " if char.isspace() else f"\\x{ord(char):02x}"

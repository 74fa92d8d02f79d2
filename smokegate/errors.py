"""The one kind of error that a user can cause and mend."""


class ConfigurationError(ValueError):
    """Something that was given to smokegate is wrong; nothing was run.

    The text is one line: `<where>: <what is wrong>, got <value>; <what to do>`. The command line
    ends with status 2 on it, pytest with status 4.
    """

    def __init__(self, text: str) -> None:
        # a name or a value that is quoted in the text must not begin a second line
        super().__init__("".join(c if c.isprintable() else ascii(c)[1:-1] for c in text))

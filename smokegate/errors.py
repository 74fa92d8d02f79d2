"""The one kind of error that a user can cause and mend."""


class ConfigurationError(ValueError):
    """Something that was given to smokegate is wrong; nothing was run.

    The text is one line: `<where>: <what is wrong>, got <value>; <what to do>`. The command line
    ends with status 2 on it, pytest with status 4.
    """

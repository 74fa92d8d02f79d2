"""Options of the gate's own that were given to pytest, after `--`."""

OWN = ("--contract", "--release", "--settle", "--control")
OWN_CHECKS_ONLY = "--own-checks-only"  # the only one of them without a value


def taken(arguments: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Our own options, and the arguments without them.

    The gate gives these to each attempt as it needs them: the verification waits for another
    release, later attempts do not settle. Of an option that is given twice the last one counts, as
    with pytest; the URLs of --control are kept all, a space between them.
    """
    own: dict[str, str] = {}
    left: list[str] = []
    waiting: str | None = None
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if waiting:
            name, equals, value, waiting = waiting, "=", argument, None
        if argument == OWN_CHECKS_ONLY:
            own[argument] = ""
        elif name not in OWN:
            left.append(argument)
        elif not equals:
            waiting = name
        elif name == "--control":
            own[name] = f"{own.get(name, '')} {value}".strip()
        else:
            own[name] = value
    return own, (*left, *([waiting] if waiting else []))

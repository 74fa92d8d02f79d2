"""Which form of the body a client would rather have (RFC 9110 section 12.5.1)."""

from collections.abc import Iterable, Mapping

from smokegate.health.document import Format


def preferred(accept: Iterable[str]) -> Format:
    """health+json for those who ask for it by name and like it no less than plain JSON."""
    weights = _weights(",".join(accept))
    named = weights.get(Format.HEALTH_JSON.value, 0.0)
    plain = next(
        (weights[kind] for kind in (Format.JSON.value, "application/*", "*/*") if kind in weights),
        0.0,
    )
    return Format.HEALTH_JSON if named > 0 and named >= plain else Format.JSON


def _weights(accept: str) -> Mapping[str, float]:
    found = dict[str, float]()
    for part in accept.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        found.setdefault(kind, _number(weight))
    return found


def _number(weight: str) -> float:
    try:
        return min(1.0, max(0.0, float(weight)))
    except ValueError:
        return 0.0

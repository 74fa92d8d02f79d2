"""Failures that have one reason are shown once: what they have in common, and of which requests."""

from collections.abc import Sequence

_SILENCE = " -> silence: "


def reason_of(sentence: str) -> str:
    """What failures of one reason have in common: the kind of silence, or the very sentence."""
    before, silence, detail = sentence.partition(_SILENCE)
    return f"{silence}{detail}" if silence and "\n" not in before else sentence


def shown_once(sentences: Sequence[str]) -> str:
    """One sentence for failures of one reason; of a silence it names the requests that met it."""
    reason = reason_of(sentences[0])
    if not reason.startswith(_SILENCE):
        return sentences[0]
    first, *others = dict.fromkeys(each.partition(_SILENCE)[0] for each in sentences)
    more = f" and {len(others)} more" if others else ""
    return f"{first}{more}{reason}"

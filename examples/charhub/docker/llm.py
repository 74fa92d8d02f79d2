"""The stub of a provider of language models, on every address of its container.

`python -m examples.charhub.docker.llm KEY`
"""

import sys
from threading import Event

from examples.charhub.parts.llm import Llm

if __name__ == "__main__":
    Llm(host="0.0.0.0", port=8000, key=sys.argv[1]).start()  # noqa: S104 - others have to get there
    Event().wait()

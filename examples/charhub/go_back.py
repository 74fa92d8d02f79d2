"""A rollback command: asks the deployment, by its control URL, for the release SMOKEGATE_TO."""

import os
import sys

import httpx

if __name__ == "__main__":
    answer = httpx.post(sys.argv[1] + os.environ.get("SMOKEGATE_TO", ""), timeout=60)
    sys.exit(answer.is_error and answer.text)

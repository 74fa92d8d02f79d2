"""Makes `pytest smoke --base-url=URL` work from a checkout."""

pytest_plugins = ["smokegate.plugin"]

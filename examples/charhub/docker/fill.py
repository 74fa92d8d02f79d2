"""Puts the pictures into the storage and the tables into the database.

`python -m examples.charhub.docker.fill`, with the variables of the backend.
"""

from examples.charhub.backend.database import migrate
from examples.charhub.backend.settings import settings_of
from examples.charhub.parts.pictures import pictures
from examples.charhub.parts.storage import put

if __name__ == "__main__":
    settings = settings_of()
    migrate(settings.database_url)
    put(settings.storage_url, settings.storage_bucket, "application/octet-stream", b"")
    for name, (kind, body) in pictures().items():
        put(settings.storage_url, f"{settings.storage_bucket}/{name}", kind, body)

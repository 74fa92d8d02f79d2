"""What a sign-in has to remember until the person is back, where every replica finds it."""

import redis.asyncio


class States:
    """A cache as Authlib wants one, in Redis."""

    def __init__(self, client: redis.asyncio.Redis) -> None:
        self._client = client

    async def get(self, key: str) -> str | None:
        """What was kept under this key, None if nothing is."""
        kept = await self._client.get(key)
        return kept.decode() if isinstance(kept, bytes) else kept

    async def set(self, key: str, value: str, expires: int | None = None) -> None:
        """Keeps it for so many seconds."""
        await self._client.set(key, value, ex=expires)

    async def delete(self, key: str) -> None:
        """Forgets it."""
        await self._client.delete(key)

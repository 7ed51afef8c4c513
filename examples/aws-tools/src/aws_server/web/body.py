"""Request bodies, within a limit."""

from starlette.types import Message, Receive

MAX_BODY_BYTES = 4 * 1024 * 1024
# What is too large is read on for as long as this: a dropped connection would reach the client as a reset before it
# has read the answer.
_MOST_BYTES_SKIPPED = 64 * 1024 * 1024


async def read_body(receive: Receive) -> bytes | None:
    """The whole body; nothing when it is larger than MAX_BODY_BYTES, or when the client has left."""
    body = bytearray()
    skipped = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunk: bytes = message.get("body", b"")
        if skipped or len(body) + len(chunk) > MAX_BODY_BYTES:
            skipped += len(body) + len(chunk)
            body.clear()
        else:
            body += chunk
        if not message.get("more_body", False):
            return None if skipped else bytes(body)
        if skipped > _MOST_BYTES_SKIPPED:
            return None


def replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands out a body which was read before."""
    given = False

    async def once_more() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once_more

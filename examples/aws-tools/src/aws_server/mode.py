"""Which transport is served."""

from typing import Literal

Mode = Literal["http", "stdio"]
MODES: tuple[Mode, ...] = ("http", "stdio")

_TRANSPORTS: dict[str, Mode] = {"streamable-http": "http", "stdio": "stdio"}


class ModeError(Exception):
    """A mode that does not exist, in a sentence for people."""


def choose_mode(argument: str | None, transport: str | None) -> Mode:
    """The first argument decides, then MCP_TRANSPORT, then `http`."""
    if argument is not None:
        for mode in MODES:
            if mode == argument:
                return mode
        raise ModeError(f'The mode "{argument}" is unknown. Use one of: {", ".join(MODES)}.')
    if not transport:
        return "http"
    if transport not in _TRANSPORTS:
        raise ModeError(f'MCP_TRANSPORT is "{transport}". Use one of: {", ".join(_TRANSPORTS)}.')
    return _TRANSPORTS[transport]

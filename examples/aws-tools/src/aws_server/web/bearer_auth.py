"""Checks the bearer tokens of clients against the keys of an authorization server."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
import jwt
from starlette.responses import Response

from ..log import Logger
from ..metrics import Metrics, Outcome
from ..settings import AuthSettings
from .reply import JsonReply

_ALGORITHMS = {"ES256": "EC", "ES384": "EC", "ES512": "EC", "EdDSA": "OKP"} | {
    f"{family}{bits}": "RSA" for family in ("RS", "PS") for bits in (256, 384, 512)
}
_KEYS_LIMIT_SECONDS = 5
_KEYS_AGE_SECONDS = 600
# Tokens with made-up key ids must not become requests to the authorization server, one each.
_COOLDOWN_SECONDS = 30


@dataclass(frozen=True)
class Identity:
    subject: str | None
    scopes: frozenset[str]


class _RefusedError(Exception):
    def __init__(self, status: int, code: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.code = code


class BearerAuth:
    def __init__(self, settings: AuthSettings, *, metrics: Metrics, log: Logger) -> None:
        self._settings = settings
        self._metrics = metrics
        self._log = log
        self._client = httpx2.AsyncClient(timeout=_KEYS_LIMIT_SECONDS)
        self._keys: tuple[Mapping[str, Any], ...] = ()
        self._keys_read_at = float("-inf")
        self._reading = asyncio.Lock()
        # Servers differ in whether they write the slash that a URL without path ends with.
        self._audience = [settings.resource, settings.resource.rstrip("/")]
        #: The document that the challenge points to (RFC 9728).
        self.resource_metadata = {
            "resource": settings.resource,
            "authorization_servers": [settings.issuer],
            "scopes_supported": list(settings.required_scopes),
            "bearer_methods_supported": ["header"],
        }

    async def authenticate(self, authorization: str | None) -> Identity | Response:
        """The identity behind the header, or the answer that tells the client how to get a token."""
        started_at = time.perf_counter()
        outcome: Outcome = "error"
        try:
            identity = await self._verify(authorization)
            outcome = "success"
        except _RefusedError as refusal:
            return self._challenge(refusal)
        finally:
            self._metrics.auth_finished("/mcp", outcome, time.perf_counter() - started_at)
        return identity

    async def check(self) -> None:
        await self._fetch_keys()

    async def close(self) -> None:
        await self._client.aclose()

    async def _verify(self, authorization: str | None) -> Identity:
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _RefusedError(401, "invalid_token", "A bearer token is needed.")
        try:
            claims = await self._claims(token.strip())
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            self._log.debug("Refused a client", reason=str(error))
            raise _RefusedError(401, "invalid_token", "The token is not valid for this server.") from error
        except (httpx2.HTTPError, OSError) as error:
            # Only what is wrong with the token may blame the token; unreachable keys are our trouble.
            self._log.error("The keys of the authorization server cannot be read", error=error)
            raise _RefusedError(500, "server_error", "Tokens cannot be checked at the moment.") from error
        scopes = _scopes_of(claims.get("scope", claims.get("scp")))
        missing = [scope for scope in self._settings.required_scopes if scope not in scopes]
        if missing:
            raise _RefusedError(403, "insufficient_scope", "The token lacks a scope.")
        subject = claims.get("sub")
        return Identity(subject=subject if isinstance(subject, str) else None, scopes=scopes)

    async def _claims(self, token: str) -> Mapping[str, Any]:
        header = jwt.get_unverified_header(token)
        algorithm = str(header.get("alg"))
        if algorithm not in _ALGORITHMS:
            raise jwt.InvalidAlgorithmError(f"The algorithm {algorithm} is not used here.")
        key = await self._key(algorithm, header.get("kid"))
        return jwt.decode(
            token,
            jwt.PyJWK(dict(key), algorithm=algorithm),
            algorithms=[algorithm],
            audience=self._audience,
            issuer=self._settings.issuer,
        )

    async def _key(self, algorithm: str, kid: object) -> Mapping[str, Any]:
        async with self._reading:
            age = time.monotonic() - self._keys_read_at
            found = _matching(self._keys, algorithm, kid)
            if age > _KEYS_AGE_SECONDS or (found is None and age > _COOLDOWN_SECONDS):
                self._keys = await self._fetch_keys()
                self._keys_read_at = time.monotonic()
                found = _matching(self._keys, algorithm, kid)
        if found is None:
            raise jwt.InvalidKeyError("No key of the authorization server fits the token.")
        return found

    async def _fetch_keys(self) -> tuple[Mapping[str, Any], ...]:
        response = await self._client.get(self._settings.jwks_url)
        response.raise_for_status()
        try:
            keys = response.json()["keys"]
        except (ValueError, KeyError, TypeError) as error:
            raise OSError("The authorization server's keys have a form that this server does not know.") from error
        return tuple(key for key in keys if isinstance(key, dict))

    def _challenge(self, refusal: _RefusedError) -> Response:
        url = urlsplit(self._settings.resource)
        path = url.path if url.path != "/" else ""
        parameters = {
            "error": refusal.code,
            "error_description": str(refusal),
            "resource_metadata": f"{url.scheme}://{url.netloc}/.well-known/oauth-protected-resource{path}",
        }
        if refusal.status == 403:
            parameters["scope"] = " ".join(self._settings.required_scopes)
        body = {"error": refusal.code, "error_description": str(refusal)}
        if refusal.status == 500:
            return JsonReply(body, status_code=500)
        challenge = ", ".join(f'{name}="{value}"' for name, value in parameters.items())
        return JsonReply(body, status_code=refusal.status, headers={"www-authenticate": f"Bearer {challenge}"})


def _matching(keys: tuple[Mapping[str, Any], ...], algorithm: str, kid: object) -> Mapping[str, Any] | None:
    return next(
        (
            key
            for key in keys
            if key.get("kty") == _ALGORITHMS[algorithm]
            and key.get("alg", algorithm) == algorithm
            and key.get("use", "sig") == "sig"
            and (kid is None or key.get("kid") == kid)
        ),
        None,
    )


def _scopes_of(claim: object) -> frozenset[str]:
    if isinstance(claim, list):
        return frozenset(map(str, claim))
    return frozenset(claim.split()) if isinstance(claim, str) else frozenset()

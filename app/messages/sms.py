"""Text messages through an HTTP gateway, as docs/messages.md describes it.

One POST of JSON each, with an idempotency key: the gateway sends what comes with a key once, so an
answer that got lost is asked for again without harm.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from app.config import TextGateway
from app.messages.outcomes import TryLater, Undeliverable

# Not now: too early, too busy, too many. Any other 4xx stays as it is.
PUT_OFF = frozenset({408, 409, 425, 429})
LONGEST_ANSWER = 64 * 1024
REFUSED = "The gateway does not take this message"


class _Stay(urllib.request.HTTPRedirectHandler):
    """A token is not carried to another address."""

    def redirect_request(self, *_: Any) -> None:
        """Do not go there."""


_opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))


def send_text(gateway: TextGateway, to: str, text: str, *, key: str) -> str:
    """Send one text message to an E.164 number; returns the gateway's own name for it ("" if it
    gave none). Undeliverable, TryLater."""
    content = {"to": to, "text": text, "key": key}
    if gateway.sender:
        content["from"] = gateway.sender
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked when settings are read
        gateway.url,
        json.dumps(content).encode(),
        {
            "Authorization": f"Bearer {gateway.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "User-Agent": "Caselot",
        },
    )
    try:
        with _opener.open(request, timeout=gateway.seconds) as answer:
            return _name_in(answer.read(LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in PUT_OFF or error.code >= 500:
            raise TryLater(f"the gateway answered {error.code}") from None
        raise Undeliverable(f"{REFUSED} (it answered {error.code}).") from None
    except (OSError, http.client.HTTPException) as error:
        raise TryLater("the gateway was not reached, or broke off") from error


def _name_in(answer: bytes) -> str:
    """The `id` of the answer. What was taken is taken, even if its answer is no JSON."""
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    name = said.get("id", "") if isinstance(said, dict) else ""
    return str(name)[:120] if isinstance(name, str | int) else ""


def signature(secret: str, body: bytes) -> str:
    """How a delivery report is signed: HMAC-SHA256 of its body, in hexadecimal digits."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(secret: str, body: bytes, said: str) -> bool:
    """Whether `said` is the signature of `body`; never without a secret."""
    good = signature(secret, body)
    return bool(secret) and hmac.compare_digest(good.encode(), said.strip().lower().encode())

"""Delivery reports of the gateway: signed, or not believed (docs/messages.md)."""

from __future__ import annotations

from flask import Response, abort, current_app, request

from app.blueprints.messages import bp
from app.config import TextGateway
from app.domain.messages import sending
from app.extensions import csrf, db
from app.messages.sms import is_signed
from app.web.access import public
from app.web.forms import one_line

SIGNATURE = "X-Signature"
MOST_BYTES = 16 * 1024
# Seconds, as a header says them.
TRY_AGAIN = "30"
ARRIVED = {"delivered": True, "failed": False}


# The gateway has no session that a token could belong to; its signature says who it is.
@bp.post("/messages/report")
@csrf.exempt
@public
def report() -> Response:
    """What became of a text message: `{"id": …, "state": "delivered" or "failed", "why": …}`, with
    an HMAC-SHA256 of the body. Any other state is taken note of by doing nothing; 400 for what is
    not signed or not to be read, the same where no reports are expected. 503 for a message that is
    not known while one is being sent: it may be that one, and the gateway should ask again."""
    settings: TextGateway | None = current_app.config["TEXT_GATEWAY"]
    if (request.content_length or 0) > MOST_BYTES:
        abort(400)
    body = request.get_data(cache=True)
    secret = settings.secret if settings is not None else ""
    if not is_signed(secret, body, request.headers.get(SIGNATURE, "")):
        abort(400)
    said = request.get_json(silent=True, force=True)
    if not isinstance(said, dict) or not isinstance(said.get("id"), str):
        abort(400)
    state = ARRIVED.get(str(said.get("state")))
    if state is None:
        return Response(status=204)
    session, why = db.session(), one_line(str(said.get("why", "")))[:200]
    # Asked first: what is written down in between is found.
    early = sending.being_sent(session)
    if not sending.delivered(session, said["id"], state, why) and early:
        return Response(status=503, headers={"Retry-After": TRY_AGAIN})
    return Response(status=204)

"""What printers say of themselves, in words of people at a counter."""

from __future__ import annotations

from collections.abc import Iterable

# By the keyword of RFC 8011 and PWG 5100.9 without its ending; the first that is said counts most.
_REASONS = {
    "media-jam": "Paper is jammed.",
    "cover-open": "Its cover is open.",
    "door-open": "A door is open.",
    "interlock-open": "A door is open.",
    "media-empty": "It has no paper.",
    "media-needed": "It waits for paper.",
    "input-tray-missing": "A paper tray is missing.",
    "output-area-full": "Its output is full.",
    "output-tray-missing": "Its output tray is missing.",
    "toner-empty": "It has no toner.",
    "marker-supply-empty": "It has no ink or toner.",
    "marker-waste-full": "Its waste container is full.",
    "spool-area-full": "Its memory is full.",
    "paused": "It is paused.",
    "moving-to-paused": "It is about to pause.",
    "offline": "It is offline.",
    "shutdown": "It is switched off.",
    "timed-out": "The queue does not reach the printer.",
    "connecting-to-device": "The queue looks for the printer.",
    "stopped-partly": "A part of it is stopped.",
    "fuser-over-temp": "It is too hot.",
    "fuser-under-temp": "It is warming up.",
    "developer-empty": "It has no developer.",
    "opc-life-over": "Its drum is used up.",
}
# Worth knowing, but it goes on.
_HINTS = {
    "media-low": "Paper is low.",
    "toner-low": "Toner is low.",
    "marker-supply-low": "Ink or toner is low.",
    "marker-waste-almost-full": "Its waste container is almost full.",
    "output-area-almost-full": "Its output is almost full.",
    "developer-low": "Developer is low.",
    "opc-near-eol": "Its drum is almost used up.",
}
_ENDINGS = ("-error", "-warning", "-report")

# Statuses of IPP that mean: not now.
NOT_NOW = {
    0x0502: "The printer does not answer to this now.",
    0x0504: "The printer has a fault.",
    0x0505: "The printer has a passing fault.",
    0x0506: "The printer does not take anything now.",
    0x0507: "The printer is busy with something else.",
}
_STATUSES = {
    0x0401: "The printer does not let us print.",
    0x0402: "The printer asks for a password, and we have none.",
    0x0403: "The printer does not let us print.",
    0x0406: "There is no printer or queue at this address.",
    0x0408: "The document is too large for the printer.",
    0x040A: "The printer takes no PDF. Put it behind a CUPS queue.",
    0x040B: "The printer cannot print on this paper, or not so many copies.",
    0x0501: "The printer cannot do this.",
    0x0503: "The printer speaks another version of IPP.",
    0x0508: "The printer ended it.",
    0x050A: "The printer takes one document at a time only.",
}


def refusal(status: int) -> str:
    """Why a printer refused."""
    return _STATUSES.get(status, f"The printer does not take this (it answered {status:#06x}).")


def troubles(reasons: Iterable[str]) -> str:
    """What keeps it from printing, the worst first; "" if nothing does."""
    return _said(reasons, _REASONS, but="-report")


def hints(reasons: Iterable[str]) -> str:
    """What somebody should see to before long; "" if nothing is."""
    said = list(reasons)
    reported = [reason for reason in said if reason.endswith("-report")]
    return f"{_said(reported, _REASONS)} {_said(said, _HINTS)}".strip()


def _said(reasons: Iterable[str], words: dict[str, str], but: str = "\0") -> str:
    plain = {_plain(reason) for reason in reasons if not reason.endswith(but)}
    if "media-empty" in plain:
        plain.discard("media-needed")  # It says so twice.
    return " ".join(dict.fromkeys(said for word, said in words.items() if word in plain))


def _plain(reason: str) -> str:
    for ending in _ENDINGS:
        reason = reason.removesuffix(ending)
    return reason

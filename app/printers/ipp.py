"""What we ask of a printer: how it is, to print a document, how far that is (RFC 8011).

A CUPS queue is asked in the same way, at ipp://server/printers/NAME.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from app.printers import line, wire, words
from app.printers.line import Target
from app.printers.outcomes import Forgotten, PrinterRefused, TryLater, Uncertain
from app.printers.wire import Attribute, Tag

PRINT_JOB = 0x0002
GET_JOB_ATTRIBUTES = 0x0009
GET_PRINTER_ATTRIBUTES = 0x000B
CANCEL_JOB = 0x0008

NOT_FOUND, GONE = 0x0406, 0x0407

IDLE, PROCESSING, STOPPED = 3, 4, 5
CANCELED, ABORTED, COMPLETED = 7, 8, 9

PDF = "application/pdf"
LONGEST_NAME = 120
_numbers = count(1)

_OF_A_PRINTER = (
    "printer-state", "printer-state-reasons", "printer-is-accepting-jobs",
    "printer-make-and-model", "document-format-supported", "media-supported", "media-ready",
    "copies-supported", "print-scaling-supported",
)  # fmt: skip
_OUT = ("job-impressions-completed", "job-media-sheets-completed")
_OF_A_JOB = ("job-id", "job-state", "job-state-reasons", "job-state-message", *_OUT)


@dataclass(frozen=True)
class Look:
    """How a printer is. `trouble` keeps it from printing and `hint` will before long, both in words
    for people; `copies` is how many of a document it makes by itself."""

    busy: bool
    stopped: bool
    takes_jobs: bool
    trouble: str
    hint: str
    model: str
    formats: tuple[str, ...]
    media: tuple[str, ...]
    ready: tuple[str, ...]
    copies: int
    scales: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """How far the printer is with a job. `trouble` is what holds it up; `begun` says that some of
    its paper came out."""

    ended: bool
    printed: bool
    trouble: str
    begun: bool


def look(target: Target, seconds: float = line.ANSWER_SECONDS) -> Look:
    """Ask a printer how it is and what it can do; it has `seconds` to say so. PrinterRefused,
    TryLater."""
    about = _wanted(_OF_A_PRINTER)
    said = _ask(target, GET_PRINTER_ATTRIBUTES, about, seconds).of(Tag.PRINTER)
    reasons = _strings(said, "printer-state-reasons")
    stopped = _first(said, "printer-state", IDLE) == STOPPED
    trouble = words.troubles(reasons)
    most = _first(said, "copies-supported", 1)
    return Look(
        busy=_first(said, "printer-state", IDLE) == PROCESSING,
        stopped=stopped,
        takes_jobs=_first(said, "printer-is-accepting-jobs", True) is not False,
        trouble=trouble or ("It is stopped." if stopped else ""),
        hint=words.hints(reasons),
        model=str(_first(said, "printer-make-and-model", ""))[:80],
        formats=_strings(said, "document-format-supported"),
        media=_strings(said, "media-supported"),
        ready=_strings(said, "media-ready"),
        copies=most[1] if isinstance(most, tuple) else most if isinstance(most, int) else 1,
        scales=_strings(said, "print-scaling-supported"),
    )


def send(
    target: Target, document: bytes, *, name: str, media: str, copies: int = 1, sides: str = ""
) -> int:
    """Print a PDF in its own size on `media`, and return the printer's number for the job.
    PrinterRefused; TryLater if nothing was printed; Uncertain if nobody can know."""
    about = [
        Attribute(Tag.NAME, "job-name", (name[:LONGEST_NAME],)),
        Attribute(Tag.MIME, "document-format", (PDF,)),
    ]
    wishes = [
        Attribute(Tag.INTEGER, "copies", (copies,)),
        Attribute(Tag.KEYWORD, "sides", (sides or "one-sided",)),
        Attribute(Tag.KEYWORD, "media", (media,)),
        # Or the bars of a tag shrink with it.
        Attribute(Tag.KEYWORD, "print-scaling", ("none",)),
    ]
    head = _request(target, PRINT_JOB, about, wishes)
    raw = line.hand_over(target, head + document)
    try:
        said = wire.answer(raw)
    except wire.Garbled:
        raise Uncertain(line.MAYBE) from None
    _check(said.status)
    number = _first(said.of(Tag.JOB), "job-id", 0)
    if not isinstance(number, int) or number < 1:
        raise Uncertain("The printer took it and gave it no number: nobody can ask after it.")
    return number


def progress(target: Target, number: int) -> Progress:
    """Ask how far a job is. Forgotten (many printers keep no list of what is done), PrinterRefused,
    TryLater."""
    wanted = [Attribute(Tag.INTEGER, "job-id", (number,)), *_wanted(_OF_A_JOB)]
    answer = _answer(target, GET_JOB_ATTRIBUTES, wanted)
    if answer.status in (NOT_FOUND, GONE):
        raise Forgotten("The printer does not remember it.")
    _check(answer.status)
    said = answer.of(Tag.JOB)
    state = _first(said, "job-state", 0)
    return Progress(
        ended=state in (CANCELED, ABORTED, COMPLETED),
        printed=state == COMPLETED,
        trouble=words.troubles(_strings(said, "job-state-reasons")),
        begun=any(_first(said, name, 0) not in (0, None) for name in _OUT),
    )


def cancel(target: Target, number: int) -> None:
    """Ask the printer to give a job up. PrinterRefused, TryLater."""
    _ask(target, CANCEL_JOB, [Attribute(Tag.INTEGER, "job-id", (number,))])


def _ask(
    target: Target,
    operation: int,
    about: Iterable[Attribute],
    seconds: float = line.ANSWER_SECONDS,
) -> wire.Answer:
    said = _answer(target, operation, about, seconds)
    _check(said.status)
    return said


def _answer(
    target: Target,
    operation: int,
    about: Iterable[Attribute],
    seconds: float = line.ANSWER_SECONDS,
) -> wire.Answer:
    """What it says, whether yes or no."""
    message = _request(target, operation, about)
    try:
        return wire.answer(line.ask(target, message, seconds=seconds))
    except wire.Garbled:
        raise PrinterRefused(line.NO_PRINTER) from None


def _check(status: int) -> None:
    if status < 0x0100:
        return
    if status in words.NOT_NOW:
        raise TryLater(words.NOT_NOW[status])
    raise PrinterRefused(words.refusal(status))


def _request(
    target: Target, operation: int, about: Iterable[Attribute], wishes: Iterable[Attribute] = ()
) -> bytes:
    """The head of a request; the order of its first three attributes is the standard's."""
    first = [
        Attribute(Tag.CHARSET, "attributes-charset", ("utf-8",)),
        Attribute(Tag.LANGUAGE, "attributes-natural-language", ("en",)),
        Attribute(Tag.URI, "printer-uri", (target.address.uri,)),
    ]
    rest = list(about)
    ids = [each for each in rest if each.name == "job-id"]
    others = [each for each in rest if each.name != "job-id"]
    person = Attribute(Tag.NAME, "requesting-user-name", ("caselot",))
    groups = [(Tag.OPERATION, [*first, *ids, person, *others])]
    if wishes := list(wishes):
        groups.append((Tag.JOB, wishes))
    return wire.request(operation, next(_numbers), groups)


def _wanted(names: tuple[str, ...]) -> list[Attribute]:
    return [Attribute(Tag.KEYWORD, "requested-attributes", names)]


def _first(said: dict[str, list[Any]], name: str, usual: Any) -> Any:
    """The first value of an attribute; `usual` if there is none, or one that says nothing."""
    value = next(iter(said.get(name, [])), None)
    return usual if value is None or isinstance(value, bytes) else value


def _strings(said: dict[str, list[Any]], name: str) -> tuple[str, ...]:
    return tuple(each for each in said.get(name, []) if isinstance(each, str) and each != "none")

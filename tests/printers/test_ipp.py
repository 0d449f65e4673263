"""Speaking to a printer, good and bad ones: in this process, and the real one of Debian."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.printing.addresses import address
from app.printers import ipp, line, wire, words
from app.printers.line import Target
from app.printers.outcomes import PrinterRefused, TryLater, Uncertain
from app.printers.wire import Attribute, Tag
from tests.support.encrypted import certificate
from tests.support.ipp import ANY_PORT, LETTER, Receiver, receiver
from tests.support.ippserver import RealPrinter

PDF = b"%PDF-1.7 " + bytes(range(256)) * 500


@pytest.fixture
def printer() -> Iterator[Receiver]:
    """One that does what it is asked."""
    with receiver() as one:
        yield one


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[tuple[Receiver, str]]:
    """One that speaks TLS, and the fingerprint of its certificate."""
    made, shown = certificate(tmp_path)
    with receiver(made) as one:
        yield one, shown


def target(printer: Receiver | RealPrinter) -> Target:
    """Where it is."""
    return Target(address(printer.uri, ANY_PORT), here=ANY_PORT)


def until_ended(where: Target, number: int) -> ipp.Progress:
    """Ask until the job is at its end; the real one looks after its paper once a second."""
    for _ in range(1500):
        far = ipp.progress(where, number)
        if far.ended:
            return far
        time.sleep(0.002)
    raise AssertionError("it never ends")


@pytest.mark.contract("C26", "L6")
def test_a_real_printer_gets_every_byte_on_the_right_paper(ippeveprinter: RealPrinter) -> None:
    where = target(ippeveprinter)
    seen = ipp.look(where)
    assert (seen.trouble, seen.takes_jobs, LETTER in seen.media) == ("", True, True)
    number = ipp.send(where, PDF, name="Tags 12", media=LETTER, copies=3)
    assert until_ended(where, number).printed
    assert ippeveprinter.got(number) == PDF
    wishes = ippeveprinter.wishes(number)
    assert [wishes[f"IPP_{name}"] for name in ("MEDIA", "COPIES", "SIDES", "PRINT_SCALING")] == [
        LETTER, "3", "one-sided", "none",
    ]  # fmt: skip


def test_a_real_printer_without_paper_says_so_and_goes_on(ippeveprinter: RealPrinter) -> None:
    where = target(ippeveprinter)
    ippeveprinter.paper(sheets=0)
    try:
        number = ipp.send(where, PDF, name="Tags 13", media=LETTER)
        while not (seen := ipp.look(where)).trouble:
            time.sleep(0.002)
        assert seen.trouble == "It has no paper."
        assert ipp.progress(where, number).ended is False
        with pytest.raises(TryLater, match="busy with something else"):
            ipp.send(where, PDF, name="Tags 14", media=LETTER)
    finally:
        ippeveprinter.paper()
    assert until_ended(where, number).printed
    assert ipp.look(where).trouble == ""


def test_a_real_printer_refuses(ippeveprinter: RealPrinter) -> None:
    where = target(ippeveprinter)
    for media, copies in (("iso_a3_297x420mm", 1), (LETTER, 5000)):
        with pytest.raises(PrinterRefused, match="on this paper, or not so many copies"):
            ipp.send(where, PDF, name="No", media=media, copies=copies)
    with ippeveprinter.gives_up():
        number = ipp.send(where, PDF, name="Bad", media=LETTER)
        assert until_ended(where, number).printed is False
    with pytest.raises(PrinterRefused, match="no printer or queue"):
        ipp.look(replace(where, address=replace(where.address, path="/printers/none")))


def test_an_encrypted_line_goes_by_a_fingerprint(ippeveprinter: RealPrinter) -> None:
    plain = target(ippeveprinter)
    there = replace(plain, address=replace(plain.address, scheme="ipps"))
    with pytest.raises(PrinterRefused, match="not known here") as refused:
        ipp.look(there)
    shown = refused.value.message.rpartition(" ")[2]
    assert ipp.look(replace(there, fingerprint=shown)).takes_jobs
    other = shown.replace(shown[:2], "00" if shown[:2] != "00" else "11", 1)
    with pytest.raises(PrinterRefused, match="another certificate"):
        ipp.look(replace(there, fingerprint=other))


def test_what_is_asked_for_is_what_comes(printer: Receiver) -> None:
    number = ipp.send(target(printer), PDF, name="Tags", media=LETTER, copies=2)
    wishes, document = printer.jobs[number]
    assert document == PDF
    assert {name: wishes[name] for name in ("job-name", "media", "copies", "print-scaling")} == {
        "job-name": ["Tags"], "media": [LETTER], "copies": [2], "print-scaling": ["none"],
    }  # fmt: skip
    assert wishes["printer-uri"] == [f"ipp://127.0.0.1:{printer.port}/ipp/print"]


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        (301, PrinterRefused, "leads on to another one"),
        (401, PrinterRefused, "asks for a password"),
        (404, PrinterRefused, "no printer or queue"),
        (426, PrinterRefused, "ipps://"),
        (418, PrinterRefused, "is no printer"),
        (503, TryLater, "busy"),
        (500, Uncertain, "may be printed"),
        ((0x0507,), TryLater, "busy"),
        ((0x0506,), TryLater, "does not take anything"),
        ((0x040A,), PrinterRefused, "no PDF"),
        ((0x0499,), PrinterRefused, "0x0499"),
        ("hang up", Uncertain, "may be printed"),
        ("garbage", Uncertain, "may be printed"),
        ("half", Uncertain, "may be printed"),
        ("html", PrinterRefused, "is no printer"),
    ],
)
def test_what_became_of_a_document(
    printer: Receiver, answer: object, outcome: type[Exception], words: str
) -> None:
    printer.answers = [answer]
    with pytest.raises(outcome, match=words) as failed:
        ipp.send(target(printer), PDF, name="x", media=LETTER)
    assert "secret" not in str(failed.value)
    # Nobody goes where it leads, and nothing is sent twice.
    assert printer.operations == [ipp.PRINT_JOB]


def test_a_printer_that_says_nothing_is_not_waited_for(
    printer: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "SEND_SECONDS", 0.1)
    printer.answers = ["slow"]
    with pytest.raises(Uncertain):
        ipp.send(target(printer), PDF, name="x", media=LETTER)


@pytest.mark.parametrize("answer", ["garbage", "html", 301])
def test_what_is_no_printer_is_not_taken_for_one(printer: Receiver, answer: object) -> None:
    printer.spoiled, printer.answers = ipp.GET_PRINTER_ATTRIBUTES, [answer]
    with pytest.raises(PrinterRefused):
        ipp.look(target(printer))


def test_an_answer_that_breaks_off_is_asked_for_again(printer: Receiver) -> None:
    """The network failed, the printer did not: nothing is given up for that."""
    printer.spoiled, printer.answers = ipp.GET_PRINTER_ATTRIBUTES, ["half"]
    with pytest.raises(TryLater, match="broke off"):
        ipp.look(target(printer))
    assert ipp.look(target(printer)).takes_jobs


def test_an_old_printer_is_spoken_to_too(printer: Receiver) -> None:
    """IPP 1.1 is what every printer understands."""
    printer.versions = ((1, 1),)
    number = ipp.send(target(printer), PDF, name="Tags", media=LETTER)
    assert ipp.progress(target(printer), number).printed


def test_nobody_there_is_tried_later(printer: Receiver) -> None:
    with receiver() as gone:
        where = target(gone)
    with pytest.raises(TryLater, match="Nobody answers") as failed:
        ipp.send(where, PDF, name="x", media=LETTER)
    assert failed.value.away
    with pytest.raises(TryLater, match="name of this printer"):
        ipp.look(Target(address("ipp://no-such-printer.invalid/")))


@pytest.mark.parametrize(
    ("number", "port"), [("169.254.169.254", 631), ("127.0.0.1", 8000), ("::1", 6379)]
)
def test_a_name_that_leads_where_no_printer_is_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, number: str, port: int
) -> None:
    known = [(2, 1, 6, "", (number, port))]
    monkeypatch.setattr(line.socket, "getaddrinfo", lambda *_, **__: known)
    with pytest.raises(PrinterRefused, match="leads to a place where none can be"):
        ipp.look(Target(address(f"ipp://printer.example:{port}/")))


def test_a_password_is_said_on_an_encrypted_line_only(
    printer: Receiver, encrypted: tuple[Receiver, str]
) -> None:
    """To the printer whose certificate is the right one, as it wants to hear it; never repeated."""
    safe, shown = encrypted
    safe.answers = [401]
    safe.spoiled = ipp.GET_PRINTER_ATTRIBUTES
    there = replace(target(safe), address=replace(target(safe).address, scheme="ipps"))
    known = replace(there, fingerprint=shown, login="caselot:wörd")
    with pytest.raises(PrinterRefused, match="does not take the password"):
        ipp.look(known)
    assert ipp.look(known).takes_jobs
    assert safe.heard == ["Basic Y2FzZWxvdDp3w7ZyZA=="] * 2
    with pytest.raises(PrinterRefused, match="another certificate"):
        ipp.look(replace(known, fingerprint="00"))
    assert ipp.look(replace(target(printer), login="caselot:wörd")).takes_jobs
    assert (len(safe.heard), printer.heard) == (2, [""])
    assert "wörd" not in repr(known)


def test_how_a_printer_is(printer: Receiver) -> None:
    printer.state, printer.takes_jobs = ipp.STOPPED, False
    printer.reasons = ("media-empty-error", "cover-open", "toner-low-warning", "vendor-thing")
    seen = ipp.look(target(printer))
    assert (seen.stopped, seen.takes_jobs, seen.trouble, seen.hint) == (
        True, False, "Its cover is open. It has no paper.", "Toner is low.",
    )  # fmt: skip
    printer.reasons = ("none",)
    assert ipp.look(target(printer)).trouble == "It is stopped."
    assert words.troubles(["media-empty-report"]) == ""


def test_values_come_back_as_they_were_written() -> None:
    given = [
        Attribute(Tag.INTEGER, "copies", (-3,)),
        Attribute(Tag.BOOLEAN, "yes", (True, False)),
        Attribute(Tag.NAME, "job-name", ("Żółć 有机",)),
        Attribute(Tag.KEYWORD, "media", ("a", "b")),
    ]
    read = wire.answer(wire.request(0, 7, [(Tag.OPERATION, []), (Tag.JOB, given)]))
    assert read.of(Tag.JOB) == {each.name: list(each.values) for each in given}


def test_no_answer_whatsoever_breaks_the_reader() -> None:
    nested = b"\x34\0\1a\0\0" + b"\x34\0\0\0\0" * 5000
    whole = wire.request(0, 1, [(Tag.JOB, [Attribute(Tag.NAME, "job-name", ("x" * 50,))])])
    bad = [whole[:cut] for cut in range(len(whole))] + [b"\2\0\0\0\0\0\0\1\2" + nested]
    for message in (*bad, b"\2\0\0\0\0\0\0\1\2\x21\0\1a\0\2\0\0\3", b"\x09" + whole[1:]):
        with pytest.raises(wire.Garbled):
            wire.answer(message)

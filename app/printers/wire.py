"""IPP's way of writing requests and answers (RFC 8010): groups of attributes, each with a tag.

Only what is needed to ask a printer and to hand it a document. Answers come from a device that may
be broken or no printer at all: nothing in them is trusted to be well-formed.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

VERSION = (1, 1)
"""Every printer speaks it, also those that know newer ones; nothing we ask needs more."""
LONGEST_VALUE = 0x7FFF


class Tag(IntEnum):
    """Delimiters of groups, and the kinds of values that we write or read."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    RANGE = 0x33
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49


FIRST_VALUE = 0x10
_NOTHING = range(0x10, 0x20)
_WORDS = range(0x40, 0x60)
_COLLECTIONS = range(0x34, 0x38)
_WITH_LANGUAGE = (0x35, 0x36)


class Garbled(Exception):
    """What came is no IPP."""


@dataclass(frozen=True)
class Attribute:
    """One attribute of a request with its values."""

    tag: Tag
    name: str
    values: tuple[int | bool | str, ...]


@dataclass
class Answer:
    """What a printer says: its status and the attributes of each kind of group. Several jobs are
    several groups."""

    status: int
    groups: dict[int, list[dict[str, list[Any]]]] = field(default_factory=dict)

    def of(self, group: Tag) -> dict[str, list[Any]]:
        """The attributes of the first group of this kind; none if there is no such group."""
        return next(iter(self.groups.get(group, [])), {})


def request(
    operation: int,
    number: int,
    groups: Sequence[tuple[Tag, Sequence[Attribute]]],
) -> bytes:
    """A request without its document."""
    out = bytearray(struct.pack(">BBHI", *VERSION, operation, number))
    for delimiter, attributes in groups:
        out.append(delimiter)
        for attribute in attributes:
            for place, value in enumerate(attribute.values):
                name = "" if place else attribute.name
                out += _written(attribute.tag, name, value)
    out.append(Tag.END)
    return bytes(out)


def _written(tag: Tag, name: str, value: int | bool | str) -> bytes:
    named, raw = name.encode(), _raw(tag, value)
    if len(raw) > LONGEST_VALUE:
        raise ValueError("a value of an IPP attribute is too long")
    head = struct.pack(">BH", tag, len(named)) + named
    return head + struct.pack(">H", len(raw)) + raw


def _raw(tag: Tag, value: int | bool | str) -> bytes:
    if tag is Tag.BOOLEAN:
        return b"\1" if value else b"\0"
    if tag in (Tag.INTEGER, Tag.ENUM):
        return struct.pack(">i", value)
    return str(value).encode()


def answer(message: bytes) -> Answer:
    """Read an answer. Raises Garbled for anything else."""
    try:
        return _Reader(message).read()
    except (struct.error, IndexError, RecursionError, ValueError) as error:
        raise Garbled from error


class _Reader:
    """Walks through an answer once."""

    def __init__(self, message: bytes) -> None:
        self.message = message
        self.place = 8

    def read(self) -> Answer:
        major, _, status, _ = struct.unpack_from(">BBHI", self.message)
        if major not in (1, 2):
            raise ValueError("no version of IPP that we know")
        made = Answer(status)
        group: dict[str, list[Any]] = {}
        values: list[Any] = []
        while (tag := self._byte()) != Tag.END:
            if tag < FIRST_VALUE:
                group = {}
                made.groups.setdefault(tag, []).append(group)
                continue
            name, value = self._attribute(tag)
            if name:
                values = group.setdefault(name, [])
            values.append(value)
        return made

    def _attribute(self, tag: int) -> tuple[str, Any]:
        """The next attribute, or one more value of the one before (then without a name)."""
        name = self._sized().decode("utf-8", "replace")
        raw = self._sized()
        if tag == 0x34:
            return name, self._collection()
        return name, _value(tag, raw)

    def _collection(self) -> dict[str, list[Any]]:
        """Members up to the end of the collection."""
        made: dict[str, list[Any]] = {}
        values: list[Any] = []
        while (tag := self._byte()) != 0x37:
            self._sized()
            raw = self._sized()
            if tag == 0x4A:
                values = made.setdefault(raw.decode("utf-8", "replace"), [])
            elif tag == 0x34:
                values.append(self._collection())
            else:
                values.append(_value(tag, raw))
        self._sized()
        self._sized()
        return made

    def _byte(self) -> int:
        self.place += 1
        return self.message[self.place - 1]

    def _sized(self) -> bytes:
        (length,) = struct.unpack_from(">h", self.message, self.place)
        start = self.place + 2
        self.place = start + length
        if length < 0 or self.place > len(self.message):
            raise ValueError("longer than what came")
        return self.message[start : self.place]


def _value(tag: int, raw: bytes) -> Any:
    """A value as Python has it; what we have no use for stays as it came."""
    if tag in _NOTHING:
        return None
    if tag == Tag.BOOLEAN:
        return raw == b"\1"
    if tag in (Tag.INTEGER, Tag.ENUM):
        return struct.unpack(">i", raw)[0]
    if tag == Tag.RANGE:
        return struct.unpack(">ii", raw)
    if tag in _WITH_LANGUAGE:
        (length,) = struct.unpack_from(">H", raw)
        return raw[2 + length + 2 :].decode("utf-8", "replace")
    return raw.decode("utf-8", "replace") if tag in _WORDS else raw

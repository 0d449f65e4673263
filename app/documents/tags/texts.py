"""What a tag says, cleaned and bounded, and the size each of it is set in (`tags.css`)."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.documents.text import clean, fit, set_in, show_count, show_date, size_for, width
from app.domain.tags.face import TagFace
from app.vocabulary.barcodes import readable_tag, readable_upc, tag_code
from app.vocabulary.money import show

NAME_SIZES = ((7.8, "n1"), (10.6, "n2"), (15.0, "n3"), (31.0, "n4"), (39.0, "n5"), (None, "n6"))
ITEM_SIZES = ((38.0, "i1"), (49.0, "i2"), (None, "i3"))
FIGURE_SIZES = ((2.8, "f1"), (None, "f2"))
CONTACT_SIZES = ((26.0, "c1"), (None, "c2"))
"""The widest text, in multiples of its font size, for each size of print (`tags.css`)."""
WHO_SIZES = ((20, 1, "w1"), (26, 1, "w2"), (32.4, 2, "w3"), (40, 2, "w4"))
BIN_SIZES = ((5.6, 1, "b1"), (7.8, 1, "b2"), (10.4, 2, "b3"), (13.4, 2, "b4"))
NOTE_SIZES = ((27.6, 3, "s1"), (36, 4, "s2"), (42.6, 5, "s3"))
FOOT_SIZES = ((39, 1, "p1"), (44.5, 2, "p2"), (55, 3, "p3"))
"""Row's width, rows, name: all of a name of 60 characters, a shelf of 24, a note of 200 and a
policy of 120 is seen, also in letters that are as wide as high."""
PRICE_ROOM = 10.2
KIND_SCALE = 16 / 7.5
"""What total and kind share, in ems of the total; the kind is set smaller by this much."""


FACT_ROOM, SUPPLY_ROOM = 9.4, 19.2
"""Ems of department, and of vendor with SKU, at the usual size."""
FACT_SCALES = ((1, "t1"), (9.5 / 8, "t2"), (9.5 / 7, "t3"))
"""How many times that in each size of print."""


class Heads(NamedTuple):
    """The words that stand over what a tag says; "" where there is nothing under them."""

    total: str
    supply: str
    begun: str
    arrived: str
    upc: str
    contact: str
    until: str


def shown(face: TagFace) -> dict[str, Any]:
    """The texts of a tag, cleaned and bounded, and the size each is set in."""
    code = face.item_code or tag_code(face.order_number, face.line_number)
    last_name = clean(face.last_name, 80) or clean(face.first_name, 60) or "(no name)"
    description = fit(face.description, 92)
    contact = fit(face.contact, 56)
    note, note_size = set_in(clean(face.note, 200), NOTE_SIZES)
    who, who_size = set_in(_who(face), WHO_SIZES)
    bin_, bin_size = set_in(clean(face.bin, 24), BIN_SIZES)
    foot, foot_size = set_in(_foot(face), FOOT_SIZES)
    return {
        "code": code,
        "heads": _heads(face),
        "store": fit(face.store, 22),
        "foot": foot,
        "foot_size": foot_size,
        "digits": readable_upc(f"0{code[:11]}".zfill(13)) if face.item_code else readable_tag(code),
        "heading": "Regular" if face.item_code else f"Order {face.order_number}",
        "copy_number": face.copy_number,
        "position": fit(face.position, 5.1),
        "last_name": last_name,
        "name_size": size_for(last_name, NAME_SIZES),
        "who": who,
        "who_size": who_size,
        "description": description,
        "item_size": size_for(description, ITEM_SIZES),
        "brand": _brand(face),
        **_figures(face),
        **_facts(face),
        "contact": contact,
        "contact_size": size_for(contact, CONTACT_SIZES),
        "note": note,
        "note_size": note_size,
        "bin": bin_,
        "bin_size": bin_size,
        "pickup_by": show_date(face.pickup_by),
    }


def _who(face: TagFace) -> str:
    member = f"Member {clean(str(face.member_number), 10)}" if face.member_number else ""
    return " · ".join(text for text in (clean(face.first_name, 60), member) if text)


def _foot(face: TagFace) -> str:
    printed = f"Printed {show_date(face.printed_on)}"
    # What it says is about orders: a day to pick up by, and the like.
    policy = "" if face.item_code else clean(face.policy, 120)
    return " · ".join(text for text in (policy, printed) if text)


def _brand(face: TagFace) -> str:
    return fit(" · ".join(text for text in (face.brand, face.size) if text), 29)


def _figures(face: TagFace) -> dict[str, str]:
    """Cases, case size and price: numbers are set smaller, never cut; the kind of price may be."""
    cases = show_count(face.cases)
    case_size = "–" if face.case_size is None else show_count(face.case_size)
    total = "" if face.total is None else f"{clean(face.currency, 4)}{show(face.total)}  "
    return {
        "figures": f"{cases}\t{case_size}\t{total}",
        "figures_size": size_for(max(cases, case_size, key=len), FIGURE_SIZES),
        "kind": fit(face.price_kind.upper(), (PRICE_ROOM - width(total)) * KIND_SCALE),
    }


def _heads(face: TagFace) -> Heads:
    """Which words stand over what: none over what a tag has not, unless a pen may add it."""
    supply = "Vendor · SKU" if face.vendor and face.sku else "Vendor" if face.vendor else ""
    return Heads(
        total="" if face.total is None else "Total",
        supply=supply or ("SKU" if face.sku else ""),
        begun="Set aside" if face.item_code else "Ordered",
        arrived="Arrived" if face.arrived_on else "",
        upc="UPC" if face.upc else "",
        contact="Reach" if face.contact or not face.item_code else "",
        until="" if face.item_code else "Pick up by",
    )


def _facts(face: TagFace) -> dict[str, str]:
    """Two rows: where the goods come from, of which the SKU is never cut, then the dates and the
    item's own code; and how large they are."""
    sku = f" · {clean(face.sku, 24)}" if face.vendor and face.sku else clean(face.sku, 24)
    department, vendor = clean(face.department, 80), clean(face.vendor, 80)
    needs = max(width(department) / FACT_ROOM, (width(vendor) + width(sku)) / SUPPLY_ROOM)
    scale, size = next((one for one in FACT_SCALES if needs <= one[0]), FACT_SCALES[-1])
    department = fit(department, FACT_ROOM * scale)
    vendor = fit(vendor, max(SUPPLY_ROOM * scale - width(sku), 0))
    upc = fit(readable_upc(face.upc or ""), FACT_ROOM * scale)
    dates = "\t".join((show_date(face.ordered_on), show_date(face.arrived_on), upc))
    return {"facts": f"{department or '–'}\t{vendor}{sku}\n{dates}", "facts_size": size}

"""What lists are read from: a row per line that follows it, its words, and tallies.

Revision ID: 0007
Revises: 0006
"""

# Statements are put together from our own names only.
# ruff: noqa: S608

import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHARACTERS = sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql")
WORDS = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
BATCH = 5000
# Letters that Unicode does not take apart.
PLAIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i",
     "’": "'", "‘": "'", "ʼ": "'", "´": "'"}
)  # fmt: skip
# Name, columns, which lines.
INDEXES = (
    (
        "ix_listed_lines_by_bin",
        [
            "bin",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 1",
    ),
    (
        "ix_listed_lines_by_cases",
        [
            "cases",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 1",
    ),
    (
        "ix_listed_lines_by_customer",
        [
            "customer",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 1",
    ),
    (
        "ix_listed_lines_by_department",
        [
            "department",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 1",
    ),
    (
        "ix_listed_lines_by_expected_on",
        [
            "expected_on",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 1",
    ),
    (
        "ix_listed_lines_by_item",
        [
            "item",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 1",
    ),
    ("ix_listed_lines_by_night", ["id"], "open = 0 AND by_night = 1"),
    (
        "ix_listed_lines_by_ordered_on",
        [
            "ordered_on",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
        ],
        "open = 1",
    ),
    (
        "ix_listed_lines_by_since",
        [
            "since",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 1",
    ),
    (
        "ix_listed_lines_by_status_at",
        [
            "status_at",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 1",
    ),
    (
        "ix_listed_lines_by_total",
        [
            "total",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 1",
    ),
    (
        "ix_listed_lines_by_vendor",
        [
            "vendor",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 1",
    ),
    ("ix_listed_lines_call_first", ["id"], "open = 1 AND call_first = 1"),
    (
        "ix_listed_lines_closed",
        [
            "closed_key",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
            "closed_at",
        ],
        "open = 0",
    ),
    (
        "ix_listed_lines_closed_by_closed_at",
        [
            "closed_at",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 0",
    ),
    (
        "ix_listed_lines_closed_by_customer",
        [
            "customer",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 0",
    ),
    (
        "ix_listed_lines_closed_by_item",
        [
            "item",
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 0",
    ),
    ("ix_listed_lines_closed_department_id", ["department_id", "id"], "open = 0"),
    ("ix_listed_lines_closed_status", ["status", "id"], "open = 0"),
    ("ix_listed_lines_closed_store_id", ["store_id", "id"], "open = 0"),
    ("ix_listed_lines_closed_super_department_id", ["super_department_id", "id"], "open = 0"),
    ("ix_listed_lines_closed_vendor_id", ["vendor_id", "id"], "open = 0"),
    ("ix_listed_lines_member_number", ["member_number", "id"], ""),
    ("ix_listed_lines_note", ["id"], "open = 1 AND note = 1"),
    (
        "ix_listed_lines_open",
        [
            "id",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "member",
            "call_first",
            "ordered_on",
        ],
        "open = 1",
    ),
    ("ix_listed_lines_open_department_id", ["department_id", "id"], "open = 1"),
    ("ix_listed_lines_open_status", ["status", "id"], "open = 1"),
    ("ix_listed_lines_open_store_id", ["store_id", "id"], "open = 1"),
    ("ix_listed_lines_open_super_department_id", ["super_department_id", "id"], "open = 1"),
    ("ix_listed_lines_open_vendor_id", ["vendor_id", "id"], "open = 1"),
    ("ix_listed_lines_reopened", ["id"], "open = 0 AND reopened = 1"),
    ("ix_listed_lines_unpriced", ["id"], "open = 1 AND unpriced = 1"),
)
SQLITE = (
    "CREATE VIRTUAL TABLE search_listed_open USING fts5(words, content='', prefix='1 2 3 4 5 6 7 8 9 10', detail='none', tokenize='unicode61 remove_diacritics 0')",
    "CREATE VIRTUAL TABLE search_listed_closed USING fts5(words, content='', prefix='1 2 3 4 5 6 7 8 9 10', detail='none', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER search_listed_open_in AFTER INSERT ON listed_lines BEGIN INSERT INTO search_listed_open (rowid, words) SELECT new.id, new.words WHERE new.open = 1; END",
    "CREATE TRIGGER search_listed_open_out AFTER DELETE ON listed_lines BEGIN INSERT INTO search_listed_open (search_listed_open, rowid, words) SELECT 'delete', old.id, old.words WHERE old.open = 1; END",
    "CREATE TRIGGER search_listed_open_new AFTER UPDATE OF id, open, words ON listed_lines WHEN old.id IS NOT new.id OR old.open IS NOT new.open OR old.words IS NOT new.words BEGIN INSERT INTO search_listed_open (search_listed_open, rowid, words) SELECT 'delete', old.id, old.words WHERE old.open = 1; INSERT INTO search_listed_open (rowid, words) SELECT new.id, new.words WHERE new.open = 1; END",
    "CREATE TRIGGER search_listed_closed_in AFTER INSERT ON listed_lines BEGIN INSERT INTO search_listed_closed (rowid, words) SELECT new.id, new.words WHERE new.open = 0; END",
    "CREATE TRIGGER search_listed_closed_out AFTER DELETE ON listed_lines BEGIN INSERT INTO search_listed_closed (search_listed_closed, rowid, words) SELECT 'delete', old.id, old.words WHERE old.open = 0; END",
    "CREATE TRIGGER search_listed_closed_new AFTER UPDATE OF id, open, words ON listed_lines WHEN old.id IS NOT new.id OR old.open IS NOT new.open OR old.words IS NOT new.words BEGIN INSERT INTO search_listed_closed (search_listed_closed, rowid, words) SELECT 'delete', old.id, old.words WHERE old.open = 0; INSERT INTO search_listed_closed (rowid, words) SELECT new.id, new.words WHERE new.open = 0; END",
    "CREATE TRIGGER search_tally_in AFTER INSERT ON listed_lines BEGIN INSERT INTO line_tallies (open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, lines) SELECT new.open, new.store_id, new.super_department_id, new.department_id, new.vendor_id, new.status, new.note, new.unpriced, new.printed, 0 WHERE NOT EXISTS (SELECT 1 FROM line_tallies WHERE open = new.open AND store_id = new.store_id AND super_department_id = new.super_department_id AND department_id = new.department_id AND vendor_id = new.vendor_id AND status = new.status AND note = new.note AND unpriced = new.unpriced AND printed = new.printed); UPDATE line_tallies SET lines = lines + 1 WHERE open = new.open AND store_id = new.store_id AND super_department_id = new.super_department_id AND department_id = new.department_id AND vendor_id = new.vendor_id AND status = new.status AND note = new.note AND unpriced = new.unpriced AND printed = new.printed; END",
    "CREATE TRIGGER search_tally_out AFTER DELETE ON listed_lines BEGIN INSERT INTO line_tallies (open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, lines) SELECT old.open, old.store_id, old.super_department_id, old.department_id, old.vendor_id, old.status, old.note, old.unpriced, old.printed, 0 WHERE NOT EXISTS (SELECT 1 FROM line_tallies WHERE open = old.open AND store_id = old.store_id AND super_department_id = old.super_department_id AND department_id = old.department_id AND vendor_id = old.vendor_id AND status = old.status AND note = old.note AND unpriced = old.unpriced AND printed = old.printed); UPDATE line_tallies SET lines = lines - 1 WHERE open = old.open AND store_id = old.store_id AND super_department_id = old.super_department_id AND department_id = old.department_id AND vendor_id = old.vendor_id AND status = old.status AND note = old.note AND unpriced = old.unpriced AND printed = old.printed; END",
    "CREATE TRIGGER search_tally_new AFTER UPDATE OF open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed ON listed_lines WHEN old.open IS NOT new.open OR old.store_id IS NOT new.store_id OR old.super_department_id IS NOT new.super_department_id OR old.department_id IS NOT new.department_id OR old.vendor_id IS NOT new.vendor_id OR old.status IS NOT new.status OR old.note IS NOT new.note OR old.unpriced IS NOT new.unpriced OR old.printed IS NOT new.printed BEGIN INSERT INTO line_tallies (open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, lines) SELECT old.open, old.store_id, old.super_department_id, old.department_id, old.vendor_id, old.status, old.note, old.unpriced, old.printed, 0 WHERE NOT EXISTS (SELECT 1 FROM line_tallies WHERE open = old.open AND store_id = old.store_id AND super_department_id = old.super_department_id AND department_id = old.department_id AND vendor_id = old.vendor_id AND status = old.status AND note = old.note AND unpriced = old.unpriced AND printed = old.printed); UPDATE line_tallies SET lines = lines - 1 WHERE open = old.open AND store_id = old.store_id AND super_department_id = old.super_department_id AND department_id = old.department_id AND vendor_id = old.vendor_id AND status = old.status AND note = old.note AND unpriced = old.unpriced AND printed = old.printed; INSERT INTO line_tallies (open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, lines) SELECT new.open, new.store_id, new.super_department_id, new.department_id, new.vendor_id, new.status, new.note, new.unpriced, new.printed, 0 WHERE NOT EXISTS (SELECT 1 FROM line_tallies WHERE open = new.open AND store_id = new.store_id AND super_department_id = new.super_department_id AND department_id = new.department_id AND vendor_id = new.vendor_id AND status = new.status AND note = new.note AND unpriced = new.unpriced AND printed = new.printed); UPDATE line_tallies SET lines = lines + 1 WHERE open = new.open AND store_id = new.store_id AND super_department_id = new.super_department_id AND department_id = new.department_id AND vendor_id = new.vendor_id AND status = new.status AND note = new.note AND unpriced = new.unpriced AND printed = new.printed; END",
    "CREATE TRIGGER search_lines_in AFTER INSERT ON order_lines BEGIN INSERT INTO listed_lines (id, line_id, order_id, open, status, status_at, since, closed_at, closed_key, by_night, reopened, printed, unpriced, total, store_id, super_department_id, department_id, department, vendor_id, vendor, note, cases, bin, expected_on, item, customer, member, member_number, call_first, ordered_on, words) SELECT CAST(l.order_id AS BIGINT) * 100 + 99 - l.number, l.id, l.order_id, l.open, l.status, (SELECT s.position FROM statuses s WHERE s.key = l.status), l.status_since, l.closed_at, CASE WHEN l.open = 0 THEN CAST(l.order_id AS BIGINT) * 100 + 99 - l.number END, CASE WHEN l.by_night THEN 1 ELSE 0 END, CASE WHEN l.reopened THEN 1 ELSE 0 END, CASE WHEN l.copies > 0 THEN 1 ELSE 0 END, CASE WHEN l.price_kind = 'needed' AND l.kind = 'item' THEN 1 ELSE 0 END, l.total, l.store_id, coalesce(l.super_department_id, 0), coalesce(l.department_id, 0), coalesce((SELECT lower(t.name) FROM departments t WHERE t.id = l.department_id), ''), coalesce(l.vendor_id, 0), coalesce((SELECT lower(t.name) FROM vendors t WHERE t.id = l.vendor_id), ''), CASE WHEN l.kind = 'note' THEN 1 ELSE 0 END, l.cases, lower(l.bin), l.expected_on, substr(l.search_text, 1, 60), o.sort_name, CASE WHEN o.member_number IS NOT NULL THEN 1 ELSE 0 END, o.member_number, CASE WHEN o.call_first THEN 1 ELSE 0 END, o.ordered_on, ((CASE WHEN replace(replace(l.search_text, '''', ''), '-', '') = l.search_text THEN l.search_text ELSE l.search_text || ' ' || replace(replace(l.search_text, '''', ''), '-', '') END)) || ' ' || ((CASE WHEN replace(replace(o.search_text, '''', ''), '-', '') = o.search_text THEN o.search_text ELSE o.search_text || ' ' || replace(replace(o.search_text, '''', ''), '-', '') END) || ' ' || (o.phone_digits || ' ' || substr(o.phone_digits, 2) || ' ' || substr(o.phone_digits, 3) || ' ' || substr(o.phone_digits, 4) || ' ' || substr(o.phone_digits, 5) || ' ' || substr(o.phone_digits, 6) || ' ' || substr(o.phone_digits, 7) || ' ' || substr(o.phone_digits, 8))) || ' ' || ('\ue001' || o.number) || ' ' || (coalesce('\ue002' || o.member_number, '')) || ' ' || (coalesce('\ue003' || l.upc, '')) || ' ' || (CASE WHEN l.sku = '' THEN '' ELSE '\ue004' || lower(hex(lower(l.sku))) END) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.id = new.id; END",
    "CREATE TRIGGER search_lines_out AFTER DELETE ON order_lines BEGIN DELETE FROM listed_lines WHERE id = CAST(old.order_id AS BIGINT) * 100 + 99 - old.number; END",
    "CREATE TRIGGER search_lines_place AFTER UPDATE OF id, order_id, number ON order_lines WHEN old.id IS NOT new.id OR old.order_id IS NOT new.order_id OR old.number IS NOT new.number BEGIN DELETE FROM listed_lines WHERE id = CAST(old.order_id AS BIGINT) * 100 + 99 - old.number; INSERT INTO listed_lines (id, line_id, order_id, open, status, status_at, since, closed_at, closed_key, by_night, reopened, printed, unpriced, total, store_id, super_department_id, department_id, department, vendor_id, vendor, note, cases, bin, expected_on, item, customer, member, member_number, call_first, ordered_on, words) SELECT CAST(l.order_id AS BIGINT) * 100 + 99 - l.number, l.id, l.order_id, l.open, l.status, (SELECT s.position FROM statuses s WHERE s.key = l.status), l.status_since, l.closed_at, CASE WHEN l.open = 0 THEN CAST(l.order_id AS BIGINT) * 100 + 99 - l.number END, CASE WHEN l.by_night THEN 1 ELSE 0 END, CASE WHEN l.reopened THEN 1 ELSE 0 END, CASE WHEN l.copies > 0 THEN 1 ELSE 0 END, CASE WHEN l.price_kind = 'needed' AND l.kind = 'item' THEN 1 ELSE 0 END, l.total, l.store_id, coalesce(l.super_department_id, 0), coalesce(l.department_id, 0), coalesce((SELECT lower(t.name) FROM departments t WHERE t.id = l.department_id), ''), coalesce(l.vendor_id, 0), coalesce((SELECT lower(t.name) FROM vendors t WHERE t.id = l.vendor_id), ''), CASE WHEN l.kind = 'note' THEN 1 ELSE 0 END, l.cases, lower(l.bin), l.expected_on, substr(l.search_text, 1, 60), o.sort_name, CASE WHEN o.member_number IS NOT NULL THEN 1 ELSE 0 END, o.member_number, CASE WHEN o.call_first THEN 1 ELSE 0 END, o.ordered_on, ((CASE WHEN replace(replace(l.search_text, '''', ''), '-', '') = l.search_text THEN l.search_text ELSE l.search_text || ' ' || replace(replace(l.search_text, '''', ''), '-', '') END)) || ' ' || ((CASE WHEN replace(replace(o.search_text, '''', ''), '-', '') = o.search_text THEN o.search_text ELSE o.search_text || ' ' || replace(replace(o.search_text, '''', ''), '-', '') END) || ' ' || (o.phone_digits || ' ' || substr(o.phone_digits, 2) || ' ' || substr(o.phone_digits, 3) || ' ' || substr(o.phone_digits, 4) || ' ' || substr(o.phone_digits, 5) || ' ' || substr(o.phone_digits, 6) || ' ' || substr(o.phone_digits, 7) || ' ' || substr(o.phone_digits, 8))) || ' ' || ('\ue001' || o.number) || ' ' || (coalesce('\ue002' || o.member_number, '')) || ' ' || (coalesce('\ue003' || l.upc, '')) || ' ' || (CASE WHEN l.sku = '' THEN '' ELSE '\ue004' || lower(hex(lower(l.sku))) END) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.id = new.id; END",
    "CREATE TRIGGER search_lines_stand AFTER UPDATE OF status, status_since, open, closed_at, by_night, reopened ON order_lines WHEN old.status IS NOT new.status OR old.status_since IS NOT new.status_since OR old.open IS NOT new.open OR old.closed_at IS NOT new.closed_at OR old.by_night IS NOT new.by_night OR old.reopened IS NOT new.reopened BEGIN UPDATE listed_lines SET open = new.open, status = new.status, status_at = (SELECT s.position FROM statuses s WHERE s.key = new.status), since = new.status_since, closed_at = new.closed_at, closed_key = CASE WHEN new.open = 0 THEN CAST(new.order_id AS BIGINT) * 100 + 99 - new.number END, by_night = CASE WHEN new.by_night THEN 1 ELSE 0 END, reopened = CASE WHEN new.reopened THEN 1 ELSE 0 END WHERE id = CAST(new.order_id AS BIGINT) * 100 + 99 - new.number; END",
    "CREATE TRIGGER search_lines_tag AFTER UPDATE OF copies ON order_lines WHEN old.copies IS NOT new.copies BEGIN UPDATE listed_lines SET printed = CASE WHEN new.copies > 0 THEN 1 ELSE 0 END WHERE id = CAST(new.order_id AS BIGINT) * 100 + 99 - new.number; END",
    "CREATE TRIGGER search_lines_price AFTER UPDATE OF price_kind, kind, total ON order_lines WHEN old.price_kind IS NOT new.price_kind OR old.kind IS NOT new.kind OR old.total IS NOT new.total BEGIN UPDATE listed_lines SET unpriced = CASE WHEN new.price_kind = 'needed' AND new.kind = 'item' THEN 1 ELSE 0 END, total = new.total WHERE id = CAST(new.order_id AS BIGINT) * 100 + 99 - new.number; END",
    "CREATE TRIGGER search_lines_goods AFTER UPDATE OF store_id, vendor_id, department_id, super_department_id, kind, cases, bin, expected_on ON order_lines WHEN old.store_id IS NOT new.store_id OR old.vendor_id IS NOT new.vendor_id OR old.department_id IS NOT new.department_id OR old.super_department_id IS NOT new.super_department_id OR old.kind IS NOT new.kind OR old.cases IS NOT new.cases OR old.bin IS NOT new.bin OR old.expected_on IS NOT new.expected_on BEGIN UPDATE listed_lines SET store_id = new.store_id, super_department_id = coalesce(new.super_department_id, 0), department_id = coalesce(new.department_id, 0), department = coalesce((SELECT lower(t.name) FROM departments t WHERE t.id = new.department_id), ''), vendor_id = coalesce(new.vendor_id, 0), vendor = coalesce((SELECT lower(t.name) FROM vendors t WHERE t.id = new.vendor_id), ''), note = CASE WHEN new.kind = 'note' THEN 1 ELSE 0 END, cases = new.cases, bin = lower(new.bin), expected_on = new.expected_on WHERE id = CAST(new.order_id AS BIGINT) * 100 + 99 - new.number; END",
    "CREATE TRIGGER search_lines_item AFTER UPDATE OF search_text, upc, sku ON order_lines WHEN old.search_text IS NOT new.search_text OR old.upc IS NOT new.upc OR old.sku IS NOT new.sku BEGIN UPDATE listed_lines SET item = substr(new.search_text, 1, 60), words = (SELECT ((CASE WHEN replace(replace(new.search_text, '''', ''), '-', '') = new.search_text THEN new.search_text ELSE new.search_text || ' ' || replace(replace(new.search_text, '''', ''), '-', '') END)) || ' ' || ((CASE WHEN replace(replace(o.search_text, '''', ''), '-', '') = o.search_text THEN o.search_text ELSE o.search_text || ' ' || replace(replace(o.search_text, '''', ''), '-', '') END) || ' ' || (o.phone_digits || ' ' || substr(o.phone_digits, 2) || ' ' || substr(o.phone_digits, 3) || ' ' || substr(o.phone_digits, 4) || ' ' || substr(o.phone_digits, 5) || ' ' || substr(o.phone_digits, 6) || ' ' || substr(o.phone_digits, 7) || ' ' || substr(o.phone_digits, 8))) || ' ' || ('\ue001' || o.number) || ' ' || (coalesce('\ue002' || o.member_number, '')) || ' ' || (coalesce('\ue003' || new.upc, '')) || ' ' || (CASE WHEN new.sku = '' THEN '' ELSE '\ue004' || lower(hex(lower(new.sku))) END) FROM orders o WHERE o.id = new.order_id) WHERE id = CAST(new.order_id AS BIGINT) * 100 + 99 - new.number; END",
    "CREATE TRIGGER search_lines_again AFTER UPDATE OF open ON order_lines WHEN old.open = 0 AND new.open = 1 BEGIN UPDATE listed_lines SET vendor = coalesce((SELECT lower(t.name) FROM vendors t WHERE t.id = new.vendor_id), ''), department = coalesce((SELECT lower(t.name) FROM departments t WHERE t.id = new.department_id), '') WHERE id = CAST(new.order_id AS BIGINT) * 100 + 99 - new.number; END",
    "CREATE TRIGGER search_orders_buyer AFTER UPDATE OF sort_name, member_number, call_first, ordered_on ON orders WHEN old.sort_name IS NOT new.sort_name OR old.member_number IS NOT new.member_number OR old.call_first IS NOT new.call_first OR old.ordered_on IS NOT new.ordered_on BEGIN UPDATE listed_lines SET customer = new.sort_name, member = CASE WHEN new.member_number IS NOT NULL THEN 1 ELSE 0 END, member_number = new.member_number, call_first = CASE WHEN new.call_first THEN 1 ELSE 0 END, ordered_on = new.ordered_on WHERE id BETWEEN new.id * 100 AND new.id * 100 + 99; END",
    "CREATE TRIGGER search_orders_names AFTER UPDATE OF number, member_number, search_text, phone_digits ON orders WHEN old.number IS NOT new.number OR old.member_number IS NOT new.member_number OR old.search_text IS NOT new.search_text OR old.phone_digits IS NOT new.phone_digits BEGIN UPDATE listed_lines SET words = (SELECT ((CASE WHEN replace(replace(l.search_text, '''', ''), '-', '') = l.search_text THEN l.search_text ELSE l.search_text || ' ' || replace(replace(l.search_text, '''', ''), '-', '') END)) || ' ' || ((CASE WHEN replace(replace(new.search_text, '''', ''), '-', '') = new.search_text THEN new.search_text ELSE new.search_text || ' ' || replace(replace(new.search_text, '''', ''), '-', '') END) || ' ' || (new.phone_digits || ' ' || substr(new.phone_digits, 2) || ' ' || substr(new.phone_digits, 3) || ' ' || substr(new.phone_digits, 4) || ' ' || substr(new.phone_digits, 5) || ' ' || substr(new.phone_digits, 6) || ' ' || substr(new.phone_digits, 7) || ' ' || substr(new.phone_digits, 8))) || ' ' || ('\ue001' || new.number) || ' ' || (coalesce('\ue002' || new.member_number, '')) || ' ' || (coalesce('\ue003' || l.upc, '')) || ' ' || (CASE WHEN l.sku = '' THEN '' ELSE '\ue004' || lower(hex(lower(l.sku))) END) FROM order_lines l WHERE l.id = line_id) WHERE id BETWEEN new.id * 100 AND new.id * 100 + 99; END",
    "CREATE TRIGGER search_names_vendors AFTER UPDATE OF name ON vendors WHEN old.name IS NOT new.name BEGIN UPDATE listed_lines SET vendor = lower(new.name) WHERE open = 1 AND vendor_id = new.id; END",
    "CREATE TRIGGER search_names_departments AFTER UPDATE OF name ON departments WHEN old.name IS NOT new.name BEGIN UPDATE listed_lines SET department = lower(new.name) WHERE open = 1 AND department_id = new.id; END",
    "CREATE TRIGGER search_names_statuses AFTER UPDATE OF position ON statuses WHEN old.position IS NOT new.position BEGIN UPDATE listed_lines SET status_at = new.position WHERE open = 1 AND status = new.key; END",
)

POSTGRESQL = (
    "CREATE INDEX search_listed_open ON listed_lines USING gin (words) WITH (gin_pending_list_limit = 512) WHERE open = 1",
    "CREATE INDEX search_listed_closed ON listed_lines USING gin (words) WITH (gin_pending_list_limit = 512) WHERE open = 0",
    "CREATE OR REPLACE FUNCTION search_tally_in_all() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  INSERT INTO line_tallies (open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, lines) SELECT open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, count(*) FROM after GROUP BY open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed;\n  RETURN NULL;\nEND $$",
    "CREATE TRIGGER search_tally_in AFTER INSERT ON listed_lines REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION search_tally_in_all()",
    "CREATE OR REPLACE FUNCTION search_tally_new_all() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  INSERT INTO line_tallies (open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, lines) SELECT open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, sum(n) FROM (SELECT open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, 1 AS n FROM after UNION ALL SELECT open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, -1 FROM before) t GROUP BY open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed HAVING sum(n) <> 0;\n  RETURN NULL;\nEND $$",
    "CREATE TRIGGER search_tally_new AFTER UPDATE ON listed_lines REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION search_tally_new_all()",
    "CREATE OR REPLACE FUNCTION search_tally_out_all() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  INSERT INTO line_tallies (open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, lines) SELECT open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, -count(*) FROM before GROUP BY open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed;\n  RETURN NULL;\nEND $$",
    "CREATE TRIGGER search_tally_out AFTER DELETE ON listed_lines REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION search_tally_out_all()",
    "CREATE OR REPLACE FUNCTION search_lines_in_all() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  INSERT INTO listed_lines (id, line_id, order_id, open, status, status_at, since, closed_at, closed_key, by_night, reopened, printed, unpriced, total, store_id, super_department_id, department_id, department, vendor_id, vendor, note, cases, bin, expected_on, item, customer, member, member_number, call_first, ordered_on, words) SELECT CAST(l.order_id AS BIGINT) * 100 + 99 - l.number, l.id, l.order_id, l.open, l.status, (SELECT s.position FROM statuses s WHERE s.key = l.status), l.status_since, l.closed_at, CASE WHEN l.open = 0 THEN CAST(l.order_id AS BIGINT) * 100 + 99 - l.number END, CASE WHEN l.by_night THEN 1 ELSE 0 END, CASE WHEN l.reopened THEN 1 ELSE 0 END, CASE WHEN l.copies > 0 THEN 1 ELSE 0 END, CASE WHEN l.price_kind = 'needed' AND l.kind = 'item' THEN 1 ELSE 0 END, l.total, l.store_id, coalesce(l.super_department_id, 0), coalesce(l.department_id, 0), coalesce((SELECT lower(t.name) FROM departments t WHERE t.id = l.department_id), ''), coalesce(l.vendor_id, 0), coalesce((SELECT lower(t.name) FROM vendors t WHERE t.id = l.vendor_id), ''), CASE WHEN l.kind = 'note' THEN 1 ELSE 0 END, l.cases, lower(l.bin), l.expected_on, substr(l.search_text, 1, 60), o.sort_name, CASE WHEN o.member_number IS NOT NULL THEN 1 ELSE 0 END, o.member_number, CASE WHEN o.call_first THEN 1 ELSE 0 END, o.ordered_on, search_words(((CASE WHEN replace(replace(l.search_text, '''', ''), '-', '') = l.search_text THEN l.search_text ELSE l.search_text || ' ' || replace(replace(l.search_text, '''', ''), '-', '') END)) || ' ' || ((CASE WHEN replace(replace(o.search_text, '''', ''), '-', '') = o.search_text THEN o.search_text ELSE o.search_text || ' ' || replace(replace(o.search_text, '''', ''), '-', '') END) || ' ' || (o.phone_digits || ' ' || substr(o.phone_digits, 2) || ' ' || substr(o.phone_digits, 3) || ' ' || substr(o.phone_digits, 4) || ' ' || substr(o.phone_digits, 5) || ' ' || substr(o.phone_digits, 6) || ' ' || substr(o.phone_digits, 7) || ' ' || substr(o.phone_digits, 8))) || ' ' || ('\ue001' || o.number) || ' ' || (coalesce('\ue002' || o.member_number, '')) || ' ' || (coalesce('\ue003' || l.upc, '')) || ' ' || (CASE WHEN l.sku = '' THEN '' ELSE '\ue004' || lower(encode(convert_to(lower(l.sku COLLATE \"C\"), 'UTF8'), 'hex')) END)) FROM after l JOIN orders o ON o.id = l.order_id;\n  RETURN NULL;\nEND $$",
    "CREATE TRIGGER search_lines_in AFTER INSERT ON order_lines REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION search_lines_in_all()",
    "CREATE OR REPLACE FUNCTION search_lines_new_all() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  UPDATE listed_lines r SET id = CAST(l.order_id AS BIGINT) * 100 + 99 - l.number, line_id = l.id, order_id = l.order_id, open = l.open, status = l.status, status_at = (SELECT s.position FROM statuses s WHERE s.key = l.status), since = l.status_since, closed_at = l.closed_at, closed_key = CASE WHEN l.open = 0 THEN CAST(l.order_id AS BIGINT) * 100 + 99 - l.number END, by_night = CASE WHEN l.by_night THEN 1 ELSE 0 END, reopened = CASE WHEN l.reopened THEN 1 ELSE 0 END, printed = CASE WHEN l.copies > 0 THEN 1 ELSE 0 END, unpriced = CASE WHEN l.price_kind = 'needed' AND l.kind = 'item' THEN 1 ELSE 0 END, total = l.total, store_id = l.store_id, super_department_id = coalesce(l.super_department_id, 0), department_id = coalesce(l.department_id, 0), department = coalesce((SELECT lower(t.name) FROM departments t WHERE t.id = l.department_id), ''), vendor_id = coalesce(l.vendor_id, 0), vendor = coalesce((SELECT lower(t.name) FROM vendors t WHERE t.id = l.vendor_id), ''), note = CASE WHEN l.kind = 'note' THEN 1 ELSE 0 END, cases = l.cases, bin = lower(l.bin), expected_on = l.expected_on, item = substr(l.search_text, 1, 60), words = CASE WHEN (l.search_text, l.upc, l.sku) IS DISTINCT FROM (b.search_text, b.upc, b.sku) THEN search_words(((CASE WHEN replace(replace(l.search_text, '''', ''), '-', '') = l.search_text THEN l.search_text ELSE l.search_text || ' ' || replace(replace(l.search_text, '''', ''), '-', '') END)) || ' ' || ((CASE WHEN replace(replace(o.search_text, '''', ''), '-', '') = o.search_text THEN o.search_text ELSE o.search_text || ' ' || replace(replace(o.search_text, '''', ''), '-', '') END) || ' ' || (o.phone_digits || ' ' || substr(o.phone_digits, 2) || ' ' || substr(o.phone_digits, 3) || ' ' || substr(o.phone_digits, 4) || ' ' || substr(o.phone_digits, 5) || ' ' || substr(o.phone_digits, 6) || ' ' || substr(o.phone_digits, 7) || ' ' || substr(o.phone_digits, 8))) || ' ' || ('\ue001' || o.number) || ' ' || (coalesce('\ue002' || o.member_number, '')) || ' ' || (coalesce('\ue003' || l.upc, '')) || ' ' || (CASE WHEN l.sku = '' THEN '' ELSE '\ue004' || lower(encode(convert_to(lower(l.sku COLLATE \"C\"), 'UTF8'), 'hex')) END)) ELSE r.words END FROM after l JOIN before b ON b.id = l.id JOIN orders o ON o.id = l.order_id WHERE r.id = CAST(b.order_id AS BIGINT) * 100 + 99 - b.number AND (l.id, l.order_id, l.number, l.status, l.status_since, l.open, l.closed_at, l.by_night, l.reopened, l.copies, l.price_kind, l.kind, l.total, l.store_id, l.vendor_id, l.department_id, l.super_department_id, l.kind, l.cases, l.bin, l.expected_on, l.search_text, l.upc, l.sku) IS DISTINCT FROM (b.id, b.order_id, b.number, b.status, b.status_since, b.open, b.closed_at, b.by_night, b.reopened, b.copies, b.price_kind, b.kind, b.total, b.store_id, b.vendor_id, b.department_id, b.super_department_id, b.kind, b.cases, b.bin, b.expected_on, b.search_text, b.upc, b.sku);\n  RETURN NULL;\nEND $$",
    "CREATE TRIGGER search_lines_new AFTER UPDATE ON order_lines REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION search_lines_new_all()",
    "CREATE OR REPLACE FUNCTION search_lines_out_all() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  DELETE FROM listed_lines r USING before b WHERE r.id = CAST(b.order_id AS BIGINT) * 100 + 99 - b.number;\n  RETURN NULL;\nEND $$",
    "CREATE TRIGGER search_lines_out AFTER DELETE ON order_lines REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION search_lines_out_all()",
    "CREATE OR REPLACE FUNCTION search_orders_buyer_each() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  UPDATE listed_lines SET customer = new.sort_name, member = CASE WHEN new.member_number IS NOT NULL THEN 1 ELSE 0 END, member_number = new.member_number, call_first = CASE WHEN new.call_first THEN 1 ELSE 0 END, ordered_on = new.ordered_on WHERE id BETWEEN new.id::bigint * 100 AND new.id::bigint * 100 + 99;\n  RETURN NULL;\nEND $$",
    "CREATE TRIGGER search_orders_buyer AFTER UPDATE OF sort_name, member_number, call_first, ordered_on ON orders FOR EACH ROW WHEN ((old.sort_name, old.member_number, old.call_first, old.ordered_on) IS DISTINCT FROM (new.sort_name, new.member_number, new.call_first, new.ordered_on)) EXECUTE FUNCTION search_orders_buyer_each()",
    "CREATE OR REPLACE FUNCTION search_orders_names_each() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  UPDATE listed_lines SET words = (SELECT search_words(((CASE WHEN replace(replace(l.search_text, '''', ''), '-', '') = l.search_text THEN l.search_text ELSE l.search_text || ' ' || replace(replace(l.search_text, '''', ''), '-', '') END)) || ' ' || ((CASE WHEN replace(replace(new.search_text, '''', ''), '-', '') = new.search_text THEN new.search_text ELSE new.search_text || ' ' || replace(replace(new.search_text, '''', ''), '-', '') END) || ' ' || (new.phone_digits || ' ' || substr(new.phone_digits, 2) || ' ' || substr(new.phone_digits, 3) || ' ' || substr(new.phone_digits, 4) || ' ' || substr(new.phone_digits, 5) || ' ' || substr(new.phone_digits, 6) || ' ' || substr(new.phone_digits, 7) || ' ' || substr(new.phone_digits, 8))) || ' ' || ('\ue001' || new.number) || ' ' || (coalesce('\ue002' || new.member_number, '')) || ' ' || (coalesce('\ue003' || l.upc, '')) || ' ' || (CASE WHEN l.sku = '' THEN '' ELSE '\ue004' || lower(encode(convert_to(lower(l.sku COLLATE \"C\"), 'UTF8'), 'hex')) END)) FROM order_lines l WHERE l.id = line_id) WHERE id BETWEEN new.id::bigint * 100 AND new.id::bigint * 100 + 99;\n  RETURN NULL;\nEND $$",
    "CREATE TRIGGER search_orders_names AFTER UPDATE OF number, member_number, search_text, phone_digits ON orders FOR EACH ROW WHEN ((old.number, old.member_number, old.search_text, old.phone_digits) IS DISTINCT FROM (new.number, new.member_number, new.search_text, new.phone_digits)) EXECUTE FUNCTION search_orders_names_each()",
    "CREATE OR REPLACE FUNCTION search_names_vendors_each() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  UPDATE listed_lines SET vendor = lower(new.name) WHERE open = 1 AND vendor_id = new.id;\n  RETURN NULL;\nEND $$",
    "CREATE TRIGGER search_names_vendors AFTER UPDATE OF name ON vendors FOR EACH ROW WHEN ((old.name) IS DISTINCT FROM (new.name)) EXECUTE FUNCTION search_names_vendors_each()",
    "CREATE OR REPLACE FUNCTION search_names_departments_each() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  UPDATE listed_lines SET department = lower(new.name) WHERE open = 1 AND department_id = new.id;\n  RETURN NULL;\nEND $$",
    "CREATE TRIGGER search_names_departments AFTER UPDATE OF name ON departments FOR EACH ROW WHEN ((old.name) IS DISTINCT FROM (new.name)) EXECUTE FUNCTION search_names_departments_each()",
    "CREATE OR REPLACE FUNCTION search_names_statuses_each() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  UPDATE listed_lines SET status_at = new.position WHERE open = 1 AND status = new.key;\n  RETURN NULL;\nEND $$",
    "CREATE TRIGGER search_names_statuses AFTER UPDATE OF position ON statuses FOR EACH ROW WHEN ((old.position) IS DISTINCT FROM (new.position)) EXECUTE FUNCTION search_names_statuses_each()",
)

SQLITE_DROPS = (
    "DROP TRIGGER IF EXISTS search_listed_open_in",
    "DROP TRIGGER IF EXISTS search_listed_open_out",
    "DROP TRIGGER IF EXISTS search_listed_open_new",
    "DROP TRIGGER IF EXISTS search_listed_closed_in",
    "DROP TRIGGER IF EXISTS search_listed_closed_out",
    "DROP TRIGGER IF EXISTS search_listed_closed_new",
    "DROP TRIGGER IF EXISTS search_tally_in",
    "DROP TRIGGER IF EXISTS search_tally_out",
    "DROP TRIGGER IF EXISTS search_tally_new",
    "DROP TRIGGER IF EXISTS search_lines_in",
    "DROP TRIGGER IF EXISTS search_lines_out",
    "DROP TRIGGER IF EXISTS search_lines_place",
    "DROP TRIGGER IF EXISTS search_lines_stand",
    "DROP TRIGGER IF EXISTS search_lines_tag",
    "DROP TRIGGER IF EXISTS search_lines_price",
    "DROP TRIGGER IF EXISTS search_lines_goods",
    "DROP TRIGGER IF EXISTS search_lines_item",
    "DROP TRIGGER IF EXISTS search_lines_again",
    "DROP TRIGGER IF EXISTS search_orders_buyer",
    "DROP TRIGGER IF EXISTS search_orders_names",
    "DROP TRIGGER IF EXISTS search_names_vendors",
    "DROP TRIGGER IF EXISTS search_names_departments",
    "DROP TRIGGER IF EXISTS search_names_statuses",
    "DROP TABLE IF EXISTS search_listed_open",
    "DROP TABLE IF EXISTS search_listed_closed",
)

POSTGRESQL_DROPS = (
    "DROP TRIGGER IF EXISTS search_tally_in ON listed_lines",
    "DROP TRIGGER IF EXISTS search_tally_new ON listed_lines",
    "DROP TRIGGER IF EXISTS search_tally_out ON listed_lines",
    "DROP TRIGGER IF EXISTS search_lines_in ON order_lines",
    "DROP TRIGGER IF EXISTS search_lines_new ON order_lines",
    "DROP TRIGGER IF EXISTS search_lines_out ON order_lines",
    "DROP TRIGGER IF EXISTS search_orders_buyer ON orders",
    "DROP TRIGGER IF EXISTS search_orders_names ON orders",
    "DROP TRIGGER IF EXISTS search_names_vendors ON vendors",
    "DROP TRIGGER IF EXISTS search_names_departments ON departments",
    "DROP TRIGGER IF EXISTS search_names_statuses ON statuses",
    "DROP INDEX IF EXISTS search_listed_open",
    "DROP INDEX IF EXISTS search_listed_closed",
    "DROP FUNCTION IF EXISTS search_tally_in_all()",
    "DROP FUNCTION IF EXISTS search_tally_new_all()",
    "DROP FUNCTION IF EXISTS search_tally_out_all()",
    "DROP FUNCTION IF EXISTS search_lines_in_all()",
    "DROP FUNCTION IF EXISTS search_lines_new_all()",
    "DROP FUNCTION IF EXISTS search_lines_out_all()",
    "DROP FUNCTION IF EXISTS search_orders_buyer_each()",
    "DROP FUNCTION IF EXISTS search_orders_names_each()",
    "DROP FUNCTION IF EXISTS search_names_vendors_each()",
    "DROP FUNCTION IF EXISTS search_names_departments_each()",
    "DROP FUNCTION IF EXISTS search_names_statuses_each()",
)

SQLITE_FILLING = "INSERT INTO listed_lines (id, line_id, order_id, open, status, status_at, since, closed_at, closed_key, by_night, reopened, printed, unpriced, total, store_id, super_department_id, department_id, department, vendor_id, vendor, note, cases, bin, expected_on, item, customer, member, member_number, call_first, ordered_on, words) SELECT CAST(l.order_id AS BIGINT) * 100 + 99 - l.number, l.id, l.order_id, l.open, l.status, (SELECT s.position FROM statuses s WHERE s.key = l.status), l.status_since, l.closed_at, CASE WHEN l.open = 0 THEN CAST(l.order_id AS BIGINT) * 100 + 99 - l.number END, CASE WHEN l.by_night THEN 1 ELSE 0 END, CASE WHEN l.reopened THEN 1 ELSE 0 END, CASE WHEN l.copies > 0 THEN 1 ELSE 0 END, CASE WHEN l.price_kind = 'needed' AND l.kind = 'item' THEN 1 ELSE 0 END, l.total, l.store_id, coalesce(l.super_department_id, 0), coalesce(l.department_id, 0), coalesce((SELECT lower(t.name) FROM departments t WHERE t.id = l.department_id), ''), coalesce(l.vendor_id, 0), coalesce((SELECT lower(t.name) FROM vendors t WHERE t.id = l.vendor_id), ''), CASE WHEN l.kind = 'note' THEN 1 ELSE 0 END, l.cases, lower(l.bin), l.expected_on, substr(l.search_text, 1, 60), o.sort_name, CASE WHEN o.member_number IS NOT NULL THEN 1 ELSE 0 END, o.member_number, CASE WHEN o.call_first THEN 1 ELSE 0 END, o.ordered_on, ((CASE WHEN replace(replace(l.search_text, '''', ''), '-', '') = l.search_text THEN l.search_text ELSE l.search_text || ' ' || replace(replace(l.search_text, '''', ''), '-', '') END)) || ' ' || ((CASE WHEN replace(replace(o.search_text, '''', ''), '-', '') = o.search_text THEN o.search_text ELSE o.search_text || ' ' || replace(replace(o.search_text, '''', ''), '-', '') END) || ' ' || (o.phone_digits || ' ' || substr(o.phone_digits, 2) || ' ' || substr(o.phone_digits, 3) || ' ' || substr(o.phone_digits, 4) || ' ' || substr(o.phone_digits, 5) || ' ' || substr(o.phone_digits, 6) || ' ' || substr(o.phone_digits, 7) || ' ' || substr(o.phone_digits, 8))) || ' ' || ('\ue001' || o.number) || ' ' || (coalesce('\ue002' || o.member_number, '')) || ' ' || (coalesce('\ue003' || l.upc, '')) || ' ' || (CASE WHEN l.sku = '' THEN '' ELSE '\ue004' || lower(hex(lower(l.sku))) END) FROM order_lines l JOIN orders o ON o.id = l.order_id"

POSTGRESQL_FILLING = "INSERT INTO listed_lines (id, line_id, order_id, open, status, status_at, since, closed_at, closed_key, by_night, reopened, printed, unpriced, total, store_id, super_department_id, department_id, department, vendor_id, vendor, note, cases, bin, expected_on, item, customer, member, member_number, call_first, ordered_on, words) SELECT CAST(l.order_id AS BIGINT) * 100 + 99 - l.number, l.id, l.order_id, l.open, l.status, (SELECT s.position FROM statuses s WHERE s.key = l.status), l.status_since, l.closed_at, CASE WHEN l.open = 0 THEN CAST(l.order_id AS BIGINT) * 100 + 99 - l.number END, CASE WHEN l.by_night THEN 1 ELSE 0 END, CASE WHEN l.reopened THEN 1 ELSE 0 END, CASE WHEN l.copies > 0 THEN 1 ELSE 0 END, CASE WHEN l.price_kind = 'needed' AND l.kind = 'item' THEN 1 ELSE 0 END, l.total, l.store_id, coalesce(l.super_department_id, 0), coalesce(l.department_id, 0), coalesce((SELECT lower(t.name) FROM departments t WHERE t.id = l.department_id), ''), coalesce(l.vendor_id, 0), coalesce((SELECT lower(t.name) FROM vendors t WHERE t.id = l.vendor_id), ''), CASE WHEN l.kind = 'note' THEN 1 ELSE 0 END, l.cases, lower(l.bin), l.expected_on, substr(l.search_text, 1, 60), o.sort_name, CASE WHEN o.member_number IS NOT NULL THEN 1 ELSE 0 END, o.member_number, CASE WHEN o.call_first THEN 1 ELSE 0 END, o.ordered_on, search_words(((CASE WHEN replace(replace(l.search_text, '''', ''), '-', '') = l.search_text THEN l.search_text ELSE l.search_text || ' ' || replace(replace(l.search_text, '''', ''), '-', '') END)) || ' ' || ((CASE WHEN replace(replace(o.search_text, '''', ''), '-', '') = o.search_text THEN o.search_text ELSE o.search_text || ' ' || replace(replace(o.search_text, '''', ''), '-', '') END) || ' ' || (o.phone_digits || ' ' || substr(o.phone_digits, 2) || ' ' || substr(o.phone_digits, 3) || ' ' || substr(o.phone_digits, 4) || ' ' || substr(o.phone_digits, 5) || ' ' || substr(o.phone_digits, 6) || ' ' || substr(o.phone_digits, 7) || ' ' || substr(o.phone_digits, 8))) || ' ' || ('\ue001' || o.number) || ' ' || (coalesce('\ue002' || o.member_number, '')) || ' ' || (coalesce('\ue003' || l.upc, '')) || ' ' || (CASE WHEN l.sku = '' THEN '' ELSE '\ue004' || lower(encode(convert_to(lower(l.sku COLLATE \"C\"), 'UTF8'), 'hex')) END)) FROM order_lines l JOIN orders o ON o.id = l.order_id"

SQLITE_WORDS = (
    "INSERT INTO search_listed_open (rowid, words) SELECT id, words FROM listed_lines WHERE open = 1 ORDER BY id",
    "INSERT INTO search_listed_closed (rowid, words) SELECT id, words FROM listed_lines WHERE open = 0 ORDER BY id",
)

COUNTING = "INSERT INTO line_tallies (open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, lines) SELECT open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed, count(*) FROM listed_lines GROUP BY open, store_id, super_department_id, department_id, vendor_id, status, note, unpriced, printed"


def upgrade() -> None:
    """Go to this version."""
    op.add_column(
        "orders", sa.Column("sort_name", sa.String(80), server_default="", nullable=False)
    )
    for name in ("by_night", "reopened"):
        flag = sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        op.add_column("order_lines", flag)
    connection = op.get_bind()
    _sort_names(connection)
    _look_back(connection)
    _create_tables()
    is_postgres = connection.dialect.name == "postgresql"
    op.execute(sa.text(_bare(POSTGRESQL_FILLING if is_postgres else SQLITE_FILLING)))
    for name, columns, which in INDEXES:
        where = sa.text(which) if which else None
        op.create_index(name, "listed_lines", columns, sqlite_where=where, postgresql_where=where)
    for statement in POSTGRESQL if is_postgres else SQLITE:
        op.execute(sa.text(_bare(statement)))
    for statement in () if is_postgres else SQLITE_WORDS:
        op.execute(sa.text(statement))
    op.execute(sa.text(COUNTING))


def downgrade() -> None:
    """Go back to the version before."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL_DROPS if is_postgres else SQLITE_DROPS:
        op.execute(sa.text(statement))
    op.drop_table("listed_lines")
    op.drop_table("line_tallies")
    for name in ("reopened", "by_night"):
        op.drop_column("order_lines", name)
    op.drop_column("orders", "sort_name")


def _create_tables() -> None:
    op.create_table(
        "line_tallies",
        sa.Column("open", sa.SmallInteger(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("super_department_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("note", sa.SmallInteger(), nullable=False),
        sa.Column("unpriced", sa.SmallInteger(), nullable=False),
        sa.Column("printed", sa.SmallInteger(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_tallies")),
    )
    op.create_index(
        "ix_line_tallies_kind",
        "line_tallies",
        [
            "open",
            "store_id",
            "super_department_id",
            "department_id",
            "vendor_id",
            "status",
            "note",
            "unpriced",
            "printed",
        ],
    )
    op.create_table(
        "listed_lines",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("open", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("status_at", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_key", sa.BigInteger(), nullable=True),
        sa.Column("by_night", sa.SmallInteger(), nullable=False),
        sa.Column("reopened", sa.SmallInteger(), nullable=False),
        sa.Column("printed", sa.SmallInteger(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("super_department_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("department", CHARACTERS, nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("vendor", CHARACTERS, nullable=False),
        sa.Column("note", sa.SmallInteger(), nullable=False),
        sa.Column("item", CHARACTERS, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("bin", CHARACTERS, nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("unpriced", sa.SmallInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("customer", CHARACTERS, nullable=False),
        sa.Column("member", sa.SmallInteger(), nullable=False),
        sa.Column("member_number", sa.Integer(), nullable=True),
        sa.Column("call_first", sa.SmallInteger(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("words", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_lines")),
        sa.UniqueConstraint("line_id", name=op.f("uq_listed_lines_line_id")),
    )


def _bare(statement: str) -> str:
    return statement.replace(":", "\\:")


def _sort_names(connection: sa.Connection) -> None:
    """Last name first, folded as names are from now on."""
    orders = sa.table(
        "orders", *(sa.column(name) for name in ("id", "last_name", "first_name", "sort_name"))
    )
    chosen = sa.select(orders.c.id, orders.c.last_name, orders.c.first_name)
    change = sa.update(orders).where(orders.c.id == sa.bindparam("which"))
    last = 0
    while True:
        rows = connection.execute(
            chosen.where(orders.c.id > last).order_by(orders.c.id).limit(BATCH)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        named = [{"which": row.id, "name": _folded(row.last_name, row.first_name)} for row in rows]
        connection.execute(change.values(sort_name=sa.bindparam("name")), named)


def _folded(*names: str) -> str:
    apart = unicodedata.normalize("NFKD", " ".join(names).casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    plain = bare.casefold().translate(PLAIN)
    spaced = (c if (c.isprintable() if c.isascii() else c.isalnum()) else " " for c in plain)
    return " ".join("".join(spaced).split())[:80].rstrip()


def _look_back(connection: sa.Connection) -> None:
    """Which lines the night closed, and which were opened again: their events tell."""
    night = "e.detail ->> 'night'"
    if connection.dialect.name == "sqlite":
        night = "json_extract(e.detail, '$.night')"
    last = (
        "(SELECT max(e.id) FROM order_events e WHERE e.order_id = order_lines.order_id "
        "AND e.line_number = order_lines.number AND e.verb = 'moved')"
    )
    op.execute(
        "UPDATE order_lines SET by_night = true WHERE open = 0 AND EXISTS "
        f"(SELECT 1 FROM order_events e WHERE e.id = {last} AND coalesce({night}, '') <> '')"
    )
    why = night.replace("night", "why")
    op.execute(
        "UPDATE order_lines SET reopened = true WHERE EXISTS (SELECT 1 FROM order_events e "
        "WHERE e.order_id = order_lines.order_id AND e.line_number = order_lines.number "
        f"AND e.verb = 'moved' AND {why} = 'reopened')"
    )

"""Tables, relationships and tiny properties; no rules."""

from app.models.base import Base
from app.models.catalog import Department, Product, SuperDepartment, Vendor, VendorItem
from app.models.customers import CONTACT_FIELDS, Contact, ContactWay, Customer, CustomerKind
from app.models.documents import Document, PrintState, TagCopy, TagPrint
from app.models.lines import LineKind, OrderLine
from app.models.orders import Counter, Draft, Order, OrderEvent, OrderType
from app.models.people import AuditEvent, Role, RolePermission, Store, User, user_roles
from app.models.pricing import MemberRule, MemberType, Sale, SaleItem, SaleType
from app.models.register import RegisterSale, SaleRowKind
from app.models.statuses import Status
from app.models.types import Cents, Unit, UtcDateTime
from app.models.work import NightRun, OutboxRow, Setting

__all__ = [
    "CONTACT_FIELDS",
    "AuditEvent",
    "Base",
    "Cents",
    "Contact",
    "ContactWay",
    "Counter",
    "Customer",
    "CustomerKind",
    "Department",
    "Document",
    "Draft",
    "LineKind",
    "MemberRule",
    "MemberType",
    "NightRun",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderType",
    "OutboxRow",
    "PrintState",
    "Product",
    "RegisterSale",
    "Role",
    "RolePermission",
    "Sale",
    "SaleItem",
    "SaleRowKind",
    "SaleType",
    "Setting",
    "Status",
    "Store",
    "SuperDepartment",
    "TagCopy",
    "TagPrint",
    "Unit",
    "User",
    "UtcDateTime",
    "Vendor",
    "VendorItem",
    "user_roles",
]

"""What each table makes of odd rows."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.importers.corepos import Outcome, import_folder
from app.models import (
    Customer,
    Department,
    MemberRule,
    MemberType,
    Product,
    SaleType,
    SuperDepartment,
)
from tests.importers.corepos.exports import lines, outcomes, small_store, write_store

IMPORTED, REFUSED, LATER = Outcome.IMPORTED, Outcome.REFUSED, Outcome.KEPT_FOR_LATER


def one(session, model, **fields):
    return session.scalars(sa.select(model).filter_by(**fields)).one()


def reasons(report, name):
    return [row.reasons for row in report.file(name).rows]


def test_a_small_store_arrives_whole(session, tmp_path):
    report = import_folder(session, small_store(tmp_path))
    bananas = one(session, Product, upc="0000000004011")
    crackers = one(session, Product, upc="0001234567890")
    jo = one(session, Customer, member_number=77, person_number=2)
    assert [report.count(outcome) for outcome in Outcome] == [16, 0, 0, 1, 0]
    assert (bananas.retail, bananas.cost, bananas.by_weight, bananas.discountable) == (
        Decimal("0.79"),
        Decimal("0.41"),
        True,
        True,
    )
    assert (crackers.description, crackers.size, crackers.cost, crackers.discountable) == (
        'Crackers, "plain"',
        "8 oz",
        None,
        False,
    )
    assert crackers.department.super_department.name == "Grocery"
    assert (crackers.search_text, jo.search_text) == ('crackers, "plain" 8 oz', "jo ashdown 77")
    assert (jo.full_name, jo.member_type.name, jo.member_type.is_member) == (
        "Jo Ashdown",
        "Member",
        True,
    )


HEAD = "upc,description,formatted_name,normal_price,department,cost,discount,line_item_discountable"


@pytest.mark.parametrize(
    ("cells", "told", "kept"),
    [
        (
            "Crackers,,-1,150,0,1,1",
            ("normal_price: “-1” is no price; a buyer has to set one.",),
            ("Crackers", None, 150, True),
        ),
        (
            "Crackers,,2,0,0,1,1",
            ("department: the item has none; give it one, orders need it.",),
            ("Crackers", Decimal(2), None, True),
        ),
        (
            "Crackers,,2,78,0,1,1",
            ("department: there is no department “78”; give the item another.",),
            ("Crackers", Decimal(2), None, True),
        ),
        (
            "TESTING2,,2,150,0,1,1",
            ("description: looks like a test item.",),
            ("TESTING2", Decimal(2), 150, True),
        ),
        ("HOME TEST KIT,,2,150,0,1,1", (), ("HOME TEST KIT", Decimal(2), 150, True)),
        (",Rye crisps,2,150,0,1,1", (), ("Rye crisps", Decimal(2), 150, True)),
        (
            ",,2,150,0,1,1",
            ("description: the item has none; it is called by its code.",),
            ("Item 77001", Decimal(2), 150, True),
        ),
        ("Crackers,,2,150,2.5,1,1", ("cost: higher than the price.",), None),
        (
            "Crackers,,2,150,0,1,0",
            ("line_item_discountable: 0 beside a discount of 1; taken as not discountable.",),
            ("Crackers", Decimal(2), 150, False),
        ),
        ("Crackers,,2,150,0,0,1", (), ("Crackers", Decimal(2), 150, False)),
    ],
)
def test_a_doubtful_product_is_taken_and_named(session, tmp_path, cells, told, kept):
    folder = small_store(tmp_path)
    write_store(folder, products=f"{HEAD}\n0000000077001,{cells}\n")
    report = import_folder(session, folder)
    product = one(session, Product, upc="0000000077001")
    department = product.department.number if product.department else None
    assert lines(report, "products.csv") == [(2, "0000000077001", IMPORTED, told)]
    if kept:
        facts = (product.description, product.retail, department, product.discountable)
        assert facts == kept


def test_a_sale_that_still_runs_is_named_and_not_taken(session, tmp_path):
    head = "upc,description,normal_price,department,special_price,end_date"
    rows = "0000000000011,a,2,,1.5,2099-12-31\n0000000000012,b,2,,1.5,1900-01-01\n"
    write_store(tmp_path, products=f"{head}\n{rows}")
    found = reasons(import_folder(session, tmp_path), "products.csv")
    without = "department: the item has none; give it one, orders need it."
    on_sale = "special_price: on sale in the register; the sale was not taken."
    assert found == [(without, on_sale), (without,)]


def test_the_second_row_of_a_code_is_refused(session, tmp_path):
    folder = small_store(tmp_path)
    rows = "0000000000011,first,2,12\n11,short,2,12\n0000000000011,second,3,12\n"
    write_store(folder, products=f"upc,description,normal_price,department\n{rows}")
    report = import_folder(session, folder)
    assert lines(report, "products.csv") == [
        (2, "0000000000011", IMPORTED, ()),
        (3, "11", REFUSED, ("upc: “11” is not a code of 13 digits.",)),
        (4, "0000000000011", REFUSED, ("The same key is already in line “2”.",)),
    ]
    assert session.scalars(sa.select(Product.description)).all() == ["first"]


PEOPLE = "CardNo,personNum,LastName,FirstName,Type,memType,Discount\n"


@pytest.mark.parametrize(
    ("cells", "told", "member_type", "active"),
    [
        ("Ashdown,Mira,PC,1,0", (), 1, True),
        ("Ashdown,,PC,1,0", (), 1, True),
        (
            "Ashdown,Mira,PC,3,12",
            (
                "Discount: a personal discount has no place here; the member type's rule counts.",
                "memType: “3”, which is not known; regular prices until a member type is set.",
            ),
            None,
            True,
        ),
        (
            "Ashdown,Mira,PC,,0",
            ("memType: none; regular prices until a member type is set.",),
            None,
            True,
        ),
        (
            "Ashdown,Mira,REG,1,0",
            ("memType: the type is one of members, but Type is “REG”; regular prices.",),
            None,
            True,
        ),
        (
            "Ashdown,Mira,PC,0,0",
            ("memType: Type is that of a member, but the member type is not.",),
            0,
            True,
        ),
        (
            "Ashdown,Mira,TERM,0,0",
            ("Type: “TERM” is a membership that ended; kept as inactive.",),
            0,
            False,
        ),
        (
            "Ashdown,Mira,ODD,0,0",
            ("Type: “ODD” is unknown; taken as somebody who is no member.",),
            0,
            True,
        ),
    ],
)
def test_a_doubtful_person_pays_no_members_price(
    session, tmp_path, cells, told, member_type, active
):
    folder = write_store(small_store(tmp_path), custdata=f"{PEOPLE}5,3,{cells}\n")
    report = import_folder(session, folder)
    person = one(session, Customer, member_number=5, person_number=3)
    number = person.member_type.number if person.member_type else None
    assert lines(report, "custdata.csv") == [(2, "5/3", IMPORTED, told)]
    assert (number, person.active) == (member_type, active)


def test_a_card_without_a_name_or_number_is_no_person(session, tmp_path):
    rows = '11,1,,"  ",REG,0,0\n0,1,Quill,Tam,REG,0,0\n4,x,Quill,Tam,REG,0,0\n'
    folder = write_store(small_store(tmp_path), custdata=PEOPLE + rows)
    assert lines(import_folder(session, folder), "custdata.csv") == [
        (2, "11/1", REFUSED, ("The card has no name: it is not a person's.",)),
        (3, "0/1", REFUSED, ("CardNo: “0” is out of range.",)),
        (4, "4/x", REFUSED, ("personNum: “x” is not a number.",)),
    ]


def test_a_department_gets_the_first_of_its_super_departments(session, tmp_path):
    rows = "4,12\n1,12\n9,150\n4,150\n4,999\n4,12\n"
    folder = write_store(small_store(tmp_path), superdepts=f"superID,dept_ID\n{rows}")
    report = import_folder(session, folder)
    assert lines(report, "superdepts.csv") == [
        (2, "4/12", LATER, ("Its department already belongs to super department “1”.",)),
        (3, "1/12", IMPORTED, ()),
        (4, "9/150", REFUSED, ("There is no super department “9”.",)),
        (5, "4/150", IMPORTED, ()),
        (6, "4/999", REFUSED, ("There is no department “999”.",)),
        (7, "4/12", REFUSED, ("The same key is already in line “2”.",)),
    ]
    owners = session.scalars(sa.select(Department).order_by(Department.number)).all()
    assert [each.super_department.number for each in owners] == [1, 4]


def test_departments_and_super_departments(session, tmp_path):
    write_store(
        tmp_path,
        superDeptNames="superID,super_name,deleted\n0,Misc,0\n1,,1\n-1,Bad,0\n",
        departments="dept_no,dept_name,active\n0,NONE,1\n7,,0\n2147483648,HUGE,1\n",
    )
    report = import_folder(session, tmp_path)
    nameless = ("It has no name; it is called by its number.",)
    assert lines(report, "superDeptNames.csv") == [
        (2, "0", IMPORTED, ()),
        (3, "1", IMPORTED, nameless),
        (4, "-1", REFUSED, ("superID: “-1” is out of range.",)),
    ]
    assert lines(report, "departments.csv") == [
        (2, "0", REFUSED, ("dept_no: “0” is out of range.",)),
        (3, "7", IMPORTED, nameless),
        (4, "2147483648", REFUSED, ("dept_no: “2147483648” is out of range.",)),
    ]
    seven, first = one(session, Department, number=7), one(session, SuperDepartment, number=1)
    assert (seven.name, seven.active) == ("Department 7", False)
    assert (first.name, first.active) == ("Super department 1", False)


@pytest.mark.contract("C7")
def test_a_discount_of_a_member_type_is_a_markdown(session, tmp_path):
    head = "memtype,memDesc,custdataType,discount,ignoreSales,enabled\n"
    rows = "1,Member,PC,0,0,1\n2,Working,PC,10,1,1\n3,Odd,X,200,0,0\n"
    report = import_folder(session, write_store(tmp_path, memtype=head + rows))
    found = session.scalars(sa.select(MemberType).order_by(MemberType.number)).all()
    assert [(t.is_member, t.rule, t.percent, t.active) for t in found] == [
        (True, MemberRule.NONE, Decimal(0), True),
        (True, MemberRule.MARKDOWN, Decimal(10), True),
        (False, MemberRule.NONE, Decimal(0), False),
    ]
    assert reasons(report, "memtype.csv") == [
        (),
        ("ignoreSales: sales count for this type here; the register leaves them out.",),
        (
            "discount: “200” is no percentage; taken as 0.",
            "custdataType: “X” is neither PC nor REG; taken as not a member.",
        ),
    ]


@pytest.mark.contract("C6")
def test_a_sale_type_says_whom_it_is_for_and_whether_it_counts(session, tmp_path):
    head = "batchTypeID,typeDesc,discType,specialOrderEligible\n"
    rows = "1,All,1,1\n2,Members,2,0\n3,Change,0,1\n4,Odd,7,1\n"
    report = import_folder(session, write_store(tmp_path, batchType=head + rows))
    found = session.scalars(sa.select(SaleType).order_by(SaleType.number)).all()
    assert [(t.is_sale, t.member_only, t.eligible) for t in found] == [
        (True, False, True),
        (True, True, False),
        (False, False, True),
        (True, False, False),
    ]
    assert reasons(report, "batchType.csv")[3] == (
        "discType: unknown here; taken as a sale that special orders don't get.",
    )


def test_ways_to_pay_are_named_and_kept_for_later(session, tmp_path):
    write_store(tmp_path, tenders="TenderID,TenderName\n1,Cash\nx,Odd\n")
    assert outcomes(import_folder(session, tmp_path), "tenders.csv") == [LATER, REFUSED]

import pytest

from app.domain.settings.departments import DepartmentRules, change_department, departments
from app.models import SuperDepartment
from app.vocabulary.errors import Invalid
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import viewer_of


def test_open_lines_follow_a_department_to_its_new_super_department(session, cast):
    bulk = a_department(session, "Bulk")
    open_order = an_order(session, viewer_of(cast.buyer), [a_wish(a_product(session, bulk))])
    cool = SuperDepartment(number=777, name="Cool")
    session.add(cool)
    session.flush()
    change_department(session, bulk, DepartmentRules("Bulk", cool), viewer_of(cast.manager))
    session.flush()
    session.expire_all()
    assert [line.super_department_id for line in open_order.lines] == [cool.id]


def test_a_department_does_not_become_itself_nor_one_that_is_gone(session, cast):
    bulk, gone = a_department(session, "Bulk"), a_department(session, "Gone", active=False)
    for target in (bulk, gone):
        rules = DepartmentRules("Bulk", bulk.super_department, ordered_as=target)
        with pytest.raises(Invalid) as problem:
            change_department(session, bulk, rules, viewer_of(cast.manager))
        assert list(problem.value.fields) == ["ordered_as"]


def test_a_department_that_others_become_stays_active(session, cast):
    sacks = a_department(session, "Sacks")
    a_department(session, "Bulk", ordered_as=sacks)
    rules = DepartmentRules("Sacks", sacks.super_department, active=False)
    with pytest.raises(Invalid, match="Bulk is ordered as this department"):
        change_department(session, sacks, rules, viewer_of(cast.manager))


def test_the_list_goes_on_where_it_ended(session):
    made = [a_department(session, f"Room {n:03}", number=1000 + n) for n in range(60)]
    first = departments(session, words="room")
    rest = departments(session, words="room", after=first.after)
    assert [d.number for d in first.departments + rest.departments] == [d.number for d in made]
    assert (first.after, rest.after) == (1049, None)


def test_search_takes_signs_as_they_are(session):
    a_department(session, "100% Juice", number=901)
    assert [d.number for d in departments(session, words="100%").departments] == [901]
    assert departments(session, words="_").departments == []
    assert [d.number for d in departments(session, words="901").departments] == [901]

"""The macros that every screen is made of."""

from decimal import Decimal
from types import SimpleNamespace

import html5lib
import pytest
import wtforms
from flask import flash, render_template_string

from app.domain.pricing.view import QuoteView
from app.vocabulary.decisions import YES, no
from app.vocabulary.figures import PriceKind
from app.vocabulary.statuses import FIRST_STATUSES
from tests.support.parts import APP, parts_app


class Contact(wtforms.Form):
    name = wtforms.StringField("Name")
    price = wtforms.DecimalField("Case price")
    call = wtforms.RadioField("Call?", choices=[wtforms.SelectChoice("y", "Call")])


@pytest.fixture(scope="module")
def app():
    return parts_app()


@pytest.fixture
def render(app):
    def do(imports, body, **context):
        with app.test_request_context("/"):
            text = render_template_string(f"{{% from {imports} %}}{body}", **context)
        return html5lib.parseFragment(text, namespaceHTMLElements=False)

    return do


def words(tree):
    return " ".join("".join(tree.itertext()).split())


BUTTON = '"components/button.html" import button, post_button'
FIELD = '"components/field.html" import field, money_field'
PRICE = '"components/price.html" import price'


def test_refused_button_is_off_and_says_why(render):
    tree = render(BUTTON, '{{ button("Place", decision=d) }}', d=no("Not in your role."))

    off = tree.find(".//button")
    assert (off.get("disabled"), off.get("title")) == ("", "Not in your role.")
    assert words(tree) == "PlaceNot in your role."


def test_allowed_button_is_on(render):
    tree = render(BUTTON, '{{ button("Place", decision=d, hx_post="/x") }}', d=YES)

    on = tree.find(".//button")
    assert (on.get("disabled"), on.get("hx-post")) == (None, "/x")


def test_words_of_people_are_escaped(render):
    tree = render(BUTTON, "{{ button(label, data_x=label) }}", label='<b>"&')

    assert (words(tree), tree.find(".//button").get("data-x")) == ('<b>"&', '<b>"&')


def test_action_carries_the_token(render):
    tree = render(BUTTON, '{{ post_button("Print", "/print") }}')

    form = tree.find(".//form")
    assert (form.get("method"), form.get("action")) == ("post", "/print")
    assert form.find("input").get("name") == "csrf_token"


def test_field_in_error_points_at_its_error(render):
    form = Contact()
    form.name.errors = ["Please fill in a name."]
    tree = render(FIELD, '{{ field(f, hint="As on the tag") }}', f=form.name)

    control = tree.find(".//input")
    about = [
        tree.find(f".//*[@id='{key}']").text for key in control.get("aria-describedby").split()
    ]
    assert control.get("aria-invalid") == "true"
    assert about == ["As on the tag", "Please fill in a name."]


def test_field_has_its_label_and_a_reserved_line(render):
    tree = render(FIELD, "{{ field(f) }}", f=Contact().name)

    assert tree.find(".//label").get("for") == tree.find(".//input").get("id")
    assert tree.find(".//p").get("class") == "under"


def test_amounts_open_the_number_pad(render):
    tree = render(FIELD, '{{ money_field(f, unit="a case") }}', f=Contact().price)

    assert tree.find(".//input").get("inputmode") == "decimal"


def test_few_choices_stand_side_by_side_in_a_group(render):
    tree = render(FIELD, "{{ field(f) }}", f=Contact().call)

    assert tree.find(".//fieldset/legend").text == "Call?"


def quote(*, needs_case_size=False, **figures):
    return QuoteView(PriceKind.SALE, figures, why=(), needs_case_size=needs_case_size)


@pytest.mark.contract("C8")
def test_price_without_the_right_shows_only_its_kind(render):
    assert words(render(PRICE, '{{ price(v, was="regular_total") }}', v=quote())) == "sale"


def test_price_with_the_right_shows_the_figure_over_its_kind(render):
    seen = quote(total=Decimal("1238.40"), regular_total=Decimal("1244.28"))

    tree = render(PRICE, '{{ price(v, was="regular_total") }}', v=seen)

    assert [words(part) for part in tree.find(".//span")] == ["1,238.40", "sale, was 1,244.28"]


def test_a_price_without_a_case_size_is_the_unit_price(render):
    seen = quote(unit=Decimal("7.99"), needs_case_size=True)

    tree = render(PRICE, "{{ price(v) }}", v=seen)

    assert [words(part) for part in tree.find(".//span")] == ["7.99 a unit", "sale"]


@pytest.mark.parametrize("row", FIRST_STATUSES, ids=[row[0] for row in FIRST_STATUSES])
def test_every_status_has_shape_word_and_hue(render, row):
    status = SimpleNamespace(key=row[0], label=row[1], stage=row[2])
    tree = render('"components/stage.html" import stage', "{{ stage(s) }}", s=status)

    pill = tree.find(".//span")
    shape = pill.find(".//{*}use").get("href").partition("#")[2]
    sprite = (APP / "static/img/icons.svg").read_text()
    assert (pill.get("class"), words(tree)) == (f"stage {row[2].value}", row[1])
    assert f'id="{shape}"' in sprite


def test_flashes_ride_along_with_a_partial(app):
    with app.test_request_context("/"):
        flash("Tag printed.")
        text = render_template_string(
            '{% from "components/flash.html" import flashes_oob %}{{ flashes_oob() }}'
        )
    tree = html5lib.parseFragment(text, namespaceHTMLElements=False)

    assert tree.find(".//div").get("hx-swap-oob") == "beforeend:#flash"
    assert words(tree) == "Tag printed."

"""People who sign in."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import NewPersonForm, PersonForm, choices
from app.blueprints.settings.saving import done, saved, show
from app.domain.people import actions, passwords, queries
from app.domain.people.names import username_of
from app.domain.settings.departments import super_departments
from app.domain.settings.editing import the
from app.domain.settings.stores import stores
from app.extensions import db
from app.models import Role, Store, SuperDepartment, User
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import one_line
from app.web.htmx import page
from app.web.unit_of_work import let_go


@bp.get("/people")
@requires(Permission.USERS_MANAGE)
def people() -> Response:
    """Who signs in, or who does not any more, with words in the name."""
    words = one_line(request.args.get("q"))[:80]
    gone = request.args.get("gone") == "1"
    after = username_of(request.args.get("after", ""))[:60]
    found = queries.people(db.session(), active=not gone, words=words, after=after)
    older = url_for(".people", q=words or None, gone="1" if gone else None, after=found.after)
    return page(
        "settings/people.html",
        "settings/_people.html",
        found=found.people,
        words=words,
        gone=gone,
        older=older if found.after else None,
    )


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def new_person() -> Response:
    """Add somebody."""
    whose = username_of(request.form.get("username", ""))
    form = NewPersonForm(data={"store": viewer().store_id}, username=whose)
    _fill(form, None)
    if form.is_submitted():
        status = saved(form, lambda: _add(form))
        if not status:
            return done(f"{form.name.data} can sign in now.", url_for(".people"))
        return show("new_person", status=status, form=form)
    return show("new_person", form=form)


@bp.route("/people/<id:user_id>", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def person(user_id: int) -> Response:
    """Look at somebody and change what is known of them."""
    row = the(db.session(), User, user_id)
    form = _form(row)
    if form.is_submitted():
        status = saved(
            form,
            lambda: actions.change_person(db.session(), row, _known(form), viewer()),
            row=row,
            again=lambda: _form(row, formdata=None),
        )
        if not status:
            return done(f"{row.name} is saved.", url_for(".people"))
        return show("person", status=status, form=form, row=row)
    return show("person", form=form, row=row)


def _add(form: NewPersonForm) -> None:
    let_go()
    kept = passwords.hash_of(form.password.data)
    actions.add_person(db.session(), form.username.data, kept, _known(form), viewer())


def _form(row: User, **kwargs: Any) -> PersonForm:
    data = {
        "name": row.name,
        "store": row.store_id,
        "roles": sorted(role.id for role in row.roles),
        "owns": sorted(each.id for each in row.super_departments),
        "active": row.active,
        "version": row.version,
    }
    form = PersonForm(data=data, **kwargs)
    _fill(form, row)
    return form


def _fill(form: PersonForm, row: User | None) -> None:
    open_stores = stores(db.session(), active_only=True)
    if row is not None and row.store not in open_stores:
        open_stores.append(row.store)
    form.store.choices = choices(open_stores)
    form.roles.choices = choices(queries.roles(db.session()))
    form.owns.choices = choices(super_departments(db.session()))


def _known(form: PersonForm) -> actions.Person:
    return actions.Person(
        name=form.name.data,
        store=the(db.session(), Store, form.store.data),
        roles=[the(db.session(), Role, role_id) for role_id in form.roles.data],
        active=form.active.data if form.active else True,
        owns=[the(db.session(), SuperDepartment, number) for number in form.owns.data],
    )

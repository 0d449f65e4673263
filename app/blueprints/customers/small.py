"""Small forms about a customer: one address, one phone, one e-mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.customers.sheets import refuse_empty
from app.extensions import db
from app.models import Customer
from app.vocabulary.errors import Invalid, Refused, Stale
from app.web.htmx import go, in_dialog


@dataclass
class Small:
    """One small form about a customer, in the dialog or on its page."""

    title: str
    customer: Customer
    form: Any
    inside: str
    remove: str = ""

    @property
    def url(self) -> str:
        """The form's own address."""
        return request.path

    @property
    def back(self) -> str:
        """The customer's page."""
        return url_for("customers.show", customer_id=self.customer.id)

    def answer(self, status: int = 200) -> Response:
        """The form."""
        if status != 422:
            self.form.version.data = str(self.customer.version)
        return in_dialog(
            "customers/small.html", "customers/_small_dialog.html", status=status, small=self
        )

    def act(self, change: Callable[[], object], said: str) -> BaseResponse:
        """Check, do, and lead back to the customer's page."""
        refuse_empty()
        if not self.form.validate():
            return self.answer(422)
        try:
            self.form.version.check(self.customer)
            change()
            db.session.flush()
        except Invalid as error:
            self.form.refuse(error)
            return self.answer(422)
        except (Stale, StaleDataError) as error:
            db.session.rollback()
            words = error.message if isinstance(error, Stale) else "Somebody changed this just now."
            self.form.form_errors.append(words)
            return self.answer(409)
        except Refused as error:
            self.form.form_errors.append(error.message)
            return self.answer(409)
        flash(said, "done")
        return go(self.back)

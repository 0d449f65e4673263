"""What people type to come in, and to change their password. Passwords are taken as they are."""

from __future__ import annotations

from typing import Any

from wtforms import PasswordField, ValidationError
from wtforms.validators import InputRequired

from app.domain.people.passwords import password_problem
from app.web.forms import CleanForm, Line


class SignInForm(CleanForm):
    """User name and password."""

    username = Line("User name", longest=80, required="Write your user name.")
    password = PasswordField("Password", [InputRequired("Write your password.")])


class NewPasswordForm(CleanForm):
    """A new password, twice. `username` is whose it will be."""

    password = PasswordField("New password", [InputRequired("Write a password.")])
    again = PasswordField("The same once more", [InputRequired("Write it once more.")])

    def __init__(self, *args: Any, username: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whose = username

    def validate_password(self, field: Any) -> None:
        """It must be one that is worth something."""
        if problem := password_problem(field.data, self.whose):
            raise ValidationError(problem)

    def validate_again(self, field: Any) -> None:
        """Both must be the same."""
        if field.data != self.password.data:
            raise ValidationError("The two are not the same.")


class OwnPasswordForm(NewPasswordForm):
    """The same, with the one used so far."""

    current = PasswordField("Password so far", [InputRequired("Write the password you use now.")])

"""What other registers and programs speak: tags as they must ring up, and sales (docs/register.md).

Every address asks for a key with the right scope; people read the description.
"""

from flask import Blueprint

bp = Blueprint("api", __name__, url_prefix="/api/v1")

from app.blueprints.api import describing, sales, tags  # noqa: E402, F401

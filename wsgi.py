"""The WSGI entry: gunicorn and `flask --app wsgi` start here."""

from app import create_app

app = create_app()

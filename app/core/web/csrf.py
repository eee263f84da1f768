"""CSRF protection of every form; the API, which takes no cookie, is exempted where it is built."""

from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()

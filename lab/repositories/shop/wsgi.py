"""What gunicorn serves."""

from shop.web import application

__all__ = ["application"]
# second revision

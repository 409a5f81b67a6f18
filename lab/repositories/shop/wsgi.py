"""The sample application: it says which node answered."""

import os

from bottle import Bottle, response

application = Bottle()


@application.get("/")
def index():
    response.content_type = "text/plain"
    return f"shop on {os.uname().nodename}\n"


@application.get("/healthz")
def healthz():
    response.content_type = "text/plain"
    return "well\n"

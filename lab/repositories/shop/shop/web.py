"""The pages of the shop."""

import json
import time

from bottle import Bottle, request, response

from shop import cache, database, orders, sessions, settings, state

application = Bottle()

# After the broker has failed, nobody waits for it within this time: its orders are found later.
PAUSE = 5

_broker_failed_at = -PAUSE


@application.get("/")
def index():
    response.content_type = "text/plain"
    session, visits = sessions.visit(request.get_cookie(sessions.COOKIE))
    if session:
        response.set_cookie(sessions.COOKIE, session, max_age=sessions.LIFETIME, path="/", httponly=True, secure=True, samesite="lax")
    return f"shop on {settings.NODE}, revision {settings.REVISION}" + (f", visit {visits}" if visits else "") + "\n"


@application.get("/orders")
def list_orders():
    response.content_type = "application/json"
    return cache.page("orders", 1, _orders)


@application.post("/orders")
def take_order():
    order = orders.take(request.forms.getunicode("item") or "something")
    response.status = 201
    response.content_type = "application/json"
    return json.dumps({"id": order, "queued": _enqueue(order, min(request.forms.get("seconds", type=float, default=0), 60))}) + "\n"


@application.post("/write")
def write():
    """One row for each request, for those who count whether all arrive."""
    response.content_type = "text/plain"
    return f"{orders.write(request.query.getunicode('mark'))}\n"


@application.get("/healthz")
def healthz():
    """Whether requests can be answered. How the services are is told, but no reason to send people to another node, which has the same."""
    response.content_type = "text/plain"
    return "\n".join(["well", f"revision {settings.REVISION}", *state.lines()]) + "\n"


def _orders():
    latest = [dict(zip(("id", "item", "ordered_by", "completed_by"), row)) for row in orders.latest()]
    return json.dumps({"total": cache.number("orders.total", 10, orders.total), "latest": latest}) + "\n"


def _refuse(callback):
    """A page that needs the database, while it does not answer."""

    def answer(*arguments, **named):
        try:
            return callback(*arguments, **named)
        except database.Unavailable:
            response.status = 503
            response.content_type = "text/plain"
            response.set_header("Retry-After", "1")
            return "the database does not answer\n"

    return answer


application.install(_refuse)


def _enqueue(order, seconds):
    """Whether a worker was told; if not, the order is found later, among those that were forgotten."""
    global _broker_failed_at
    from shop import tasks

    if time.monotonic() - _broker_failed_at < PAUSE:
        return False
    try:
        tasks.complete.delay(order, seconds)
    except tasks.complete.OperationalError as error:
        _broker_failed_at = time.monotonic()
        state.failed("broker", error)
        return False
    state.well("broker")
    return True

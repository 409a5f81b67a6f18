"""How often somebody was here, which all nodes know."""

import secrets

from shop import settings, state

COOKIE = "session"
LIFETIME = 30 * 24 * 3600

_store = None


def visit(session):
    """The session, which is new if there is none, and how many visits it has; None if nobody knows."""
    if not settings.SESSIONS:
        return None, None
    import redis

    session = session if session and session.isalnum() and len(session) == 32 else secrets.token_hex(16)
    try:
        with _client(redis).pipeline() as pipeline:
            visits, _ = pipeline.incr(f"visits:{session}").expire(f"visits:{session}", LIFETIME).execute()
    except redis.RedisError as error:
        state.failed("sessions", error)
        return session, None
    state.well("sessions")
    return session, visits


def _client(redis):
    global _store
    if _store is None:
        _store = redis.Redis.from_url(settings.SESSIONS, socket_connect_timeout=0.5, socket_timeout=0.5, retry_on_timeout=False, health_check_interval=10)
    return _store

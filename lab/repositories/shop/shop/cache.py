"""What is quicker to remember than to find out, in redis or memcached. Without them, and if they fail, it is found out."""

from shop import settings, state

_redis = None
_memcached = None


def remember(key, seconds, find):
    """The text that `find` gave within the last seconds, or gives now."""
    known = _get(key)
    if known is None:
        known = find()
        _set(key, known, seconds)
    return known


def _get(key):
    value = _ask(lambda store: store.get(key))
    return None if value is None else value.decode()


def _set(key, value, seconds):
    _ask(lambda store: store.set(key, value.encode(), **({"ex": seconds} if settings.CACHE else {"expire": seconds})))


def _ask(question):
    if not settings.CACHE and not settings.MEMCACHED:
        return None
    try:
        answer = question(_store())
    # It is only a cache, and each of its libraries has errors of its own.
    except Exception as error:
        state.failed("cache", error)
        return None
    state.well("cache")
    return answer


def _store():
    global _redis, _memcached
    if settings.CACHE:
        if _redis is None:
            import redis

            _redis = redis.Redis.from_url(settings.CACHE, socket_connect_timeout=0.3, socket_timeout=0.3, retry_on_timeout=False, health_check_interval=10)
        return _redis
    if _memcached is None:
        from pymemcache.client.base import Client

        _memcached = Client(settings.MEMCACHED, connect_timeout=0.3, timeout=0.3)
    return _memcached

"""What is quicker to remember than to find out: pages in redis, numbers in memcached. Without them, and if they fail, it is found out."""

from functools import lru_cache

from shop import settings, state


def page(key, seconds, find):
    """The text that `find` gave within the last seconds, or gives now."""
    return _remember("cache", _redis, key, find, ex=seconds)


def number(key, seconds, find):
    return int(_remember("memcached", _memcached, key, lambda: str(find()), expire=seconds))


def _remember(service, store, key, find, **lifetime):
    known = _ask(service, lambda: store() and store().get(key))
    if known is not None:
        return known.decode()
    found = find()
    _ask(service, lambda: store() and store().set(key, found.encode(), **lifetime))
    return found


def _ask(service, question):
    try:
        answer = question()
    # It is only a cache, and each of its libraries has errors of its own.
    except Exception as error:
        state.failed(service, error)
        return None
    if answer is not None:
        state.well(service)
    return answer


@lru_cache(maxsize=None)
def _redis():
    if not settings.CACHE:
        return None
    import redis

    return redis.Redis.from_url(settings.CACHE, socket_connect_timeout=0.3, socket_timeout=0.3, retry_on_timeout=False, health_check_interval=10)


@lru_cache(maxsize=None)
def _memcached():
    if not settings.MEMCACHED:
        return None
    from pymemcache.client.base import Client

    return Client(settings.MEMCACHED, connect_timeout=0.3, timeout=0.3)

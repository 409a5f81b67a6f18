"""Transactions in the database, which may become another machine at any time."""

import time

from shop import settings, state

# After a failure, whoever comes within this time is told at once: all would wait otherwise, also those who need no database.
PAUSE = 2

_connection = None
_failed_at = 0.0


class Unavailable(Exception):
    """There is no database, or it does not answer."""


def run(work):
    """What `work` returns, which is given a cursor, in one transaction.

    It is tried once more with a new connection if the one that was there had died, but never when it is unknown whether it was
    committed.
    """
    if not settings.DATABASE:
        raise Unavailable("there is no database")
    import psycopg2

    lost = (psycopg2.OperationalError, psycopg2.InterfaceError, psycopg2.errors.ReadOnlySqlTransaction)
    for is_last in (False, True):
        connection = _connect(psycopg2)
        try:
            with connection.cursor() as cursor:
                cursor.execute("set local statement_timeout = '5s'")
                result = work(cursor)
        except lost as error:
            _forget(error)
            if is_last:
                raise Unavailable(error) from error
            continue
        except BaseException:
            connection.rollback()
            raise
        try:
            connection.commit()
        except lost as error:
            _forget(error)
            raise Unavailable(error) from error
        state.well("database")
        return result


def _connect(psycopg2):
    global _connection, _failed_at
    if _connection is not None and not _connection.closed:
        return _connection
    if time.monotonic() - _failed_at < PAUSE:
        raise Unavailable("it failed a moment ago")
    try:
        _connection = psycopg2.connect(settings.DATABASE, connect_timeout=2, tcp_user_timeout=2000, application_name=f"shop on {settings.NODE}")
    except psycopg2.OperationalError as error:
        _failed_at = time.monotonic()
        _forget(error)
        raise Unavailable(error) from error
    return _connection


def _forget(error):
    global _connection
    state.failed("database", error)
    if _connection is not None:
        _connection.close()
    _connection = None

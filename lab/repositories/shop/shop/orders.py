"""Orders: they are taken at once and completed later."""

from shop import database, settings


def take(item):
    def insert(cursor):
        cursor.execute("insert into orders (item, ordered_by) values (%s, %s) returning id", (item, settings.NODE))
        return cursor.fetchone()[0]

    return database.run(insert)


def complete(order):
    """Whether it was to be completed; a message may come twice."""

    def update(cursor):
        cursor.execute("update orders set completed_at = now(), completed_by = %s where id = %s and completed_at is null", (settings.NODE, order))
        return cursor.rowcount == 1

    return database.run(update)


def latest():
    def select(cursor):
        cursor.execute("select id, item, ordered_by, completed_by from orders order by id desc limit 20")
        return cursor.fetchall()

    return database.run(select)


def total():
    def select(cursor):
        cursor.execute("select count(*) from orders")
        return cursor.fetchone()[0]

    return database.run(select)


def forgotten():
    """Those of which no worker seems to know."""

    def select(cursor):
        cursor.execute("select id from orders where completed_at is null and ordered_at < now() - interval '30 seconds' order by id limit 100")
        return [order for (order,) in cursor.fetchall()]

    return database.run(select)


def write(mark):
    def insert(cursor):
        cursor.execute("insert into writes (mark, written_by) values (%s, %s) returning id", (mark, settings.NODE))
        return cursor.fetchone()[0]

    return database.run(insert)

"""Brings the tables to what this revision needs: python -m shop.migrate [--check] [--wait SECONDS].

Nodes that do it at the same time wait for each other, and the first one does it. The lock belongs to the transaction, so it works
through a pool of connections, too. Code that is older must be able to go on with the new tables, since it does until the last
node has the new one.
"""

import argparse
import sys
import time
from pathlib import Path

from shop import database, settings

FOLDER = Path(__file__).with_name("migrations")
LOCK = 7325601


def main():
    arguments = argparse.ArgumentParser(prog="shop.migrate")
    arguments.add_argument("--check", action="store_true", help="only say, by the exit code, whether there is nothing to do")
    arguments.add_argument("--wait", type=float, default=0, help="how many seconds the database may take to be there")
    given = arguments.parse_args()
    if not settings.DATABASE:
        return 0
    try:
        pending = _patiently(_pending if given.check else _apply, given.wait)
    except database.Unavailable as error:
        print(f"the database does not answer: {error}", file=sys.stderr)
        return 2
    for name in pending:
        print(("to do: " if given.check else "done: ") + name)
    return 1 if given.check and pending else 0


def _patiently(work, seconds):
    deadline = time.monotonic() + seconds
    while True:
        try:
            return database.run(work)
        except database.Unavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)


def _pending(cursor):
    cursor.execute("select to_regclass('migrations') is not null")
    done = set()
    if cursor.fetchone()[0]:
        cursor.execute("select name from migrations")
        done = {name for (name,) in cursor.fetchall()}
    return [file.stem for file in sorted(FOLDER.glob("*.sql")) if file.stem not in done]


def _apply(cursor):
    cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
    cursor.execute("create table if not exists migrations (name text primary key, at timestamptz not null default now())")
    pending = _pending(cursor)
    for name in pending:
        cursor.execute((FOLDER / f"{name}.sql").read_text())
        cursor.execute("insert into migrations (name) values (%s)", (name,))
    return pending


if __name__ == "__main__":
    sys.exit(main())

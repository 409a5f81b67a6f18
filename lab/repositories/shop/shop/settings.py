"""Where the services are. One that is not named is done without."""

import os
from pathlib import Path

DATABASE = os.environ.get("DATABASE_URL")
BROKER = os.environ.get("BROKER_URL")
SESSIONS = os.environ.get("SESSIONS_URL")
CACHE = os.environ.get("CACHE_URL")
MEMCACHED = os.environ.get("MEMCACHED")

# The authority whose certificate a broker must have that is reached by amqps.
BROKER_AUTHORITY = os.environ.get("BROKER_AUTHORITY")

NODE = os.uname().nodename


def _revision():
    file = Path(__file__).resolve().parent.parent / "REVISION"
    return file.read_text().strip()[:12] if file.exists() else "unknown"


REVISION = _revision()

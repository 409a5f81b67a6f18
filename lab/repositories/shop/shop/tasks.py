"""What the workers do: celery --app shop.tasks worker, and for what is due by the clock: celery --app shop.tasks beat."""

import ssl
import time
from urllib.parse import urlsplit

from celery import Celery

from shop import database, orders, settings

app = Celery("shop", broker=settings.BROKER)
app.conf.update(
    task_default_queue="shop",
    task_ignore_result=True,
    # A task is taken from the queue when it is done; if its worker dies before, another one gets it.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # Without a broker there are no workers, and whoever has something to do does it.
    task_always_eager=not settings.BROKER,
    broker_connection_timeout=1,
    broker_heartbeat=10,
    broker_pool_limit=2,
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0.1},
    beat_schedule={"forgotten orders": {"task": "shop.tasks.find_forgotten", "schedule": 30.0, "options": {"expires": 25}}},
)
if settings.BROKER_AUTHORITY:
    app.conf.broker_use_ssl = {"ca_certs": settings.BROKER_AUTHORITY, "cert_reqs": ssl.CERT_REQUIRED, "server_hostname": urlsplit(settings.BROKER).hostname}

patient = app.task(autoretry_for=(database.Unavailable,), retry_backoff=1, retry_backoff_max=30, max_retries=None)


@patient
def complete(order, seconds=0):
    # Some orders take their time.
    time.sleep(seconds)
    orders.complete(order)


@patient
def find_forgotten():
    for order in orders.forgotten():
        complete.delay(order)

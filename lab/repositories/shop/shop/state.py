"""How the services were when they were last used: whoever asks whether the shop is well waits for none of them."""

import logging

_states = {}


def well(service):
    _states[service] = "well"


def failed(service, error):
    """What exactly is wrong is for the log: addresses are nobody's business outside."""
    if _states.get(service) != "failed":
        logging.error("%s: %s", service, str(error).strip() or type(error).__name__)
    _states[service] = "failed"


def lines():
    return [f"{service} {state}" for service, state in sorted(_states.items())]

"""How the services were when they were last used: whoever asks whether the shop is well waits for none of them."""

_states = {}


def well(service):
    _states[service] = "well"


def failed(service, error):
    _states[service] = f"failed: {str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__}"


def lines():
    return [f"{service} {state}" for service, state in sorted(_states.items())]

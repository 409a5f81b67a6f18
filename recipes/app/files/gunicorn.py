"""Settings of gunicorn, which reads them when it starts and when it gets a HUP.

What it starts then must not know of 'current', which may point elsewhere before it ends: it is in the release itself.
"""

import os
import sys

release = os.environ.get("RELEASE") or os.path.realpath("/srv/app/current")
libraries = f"{release}/venv/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
sys.path[:] = [release, libraries, *(path for path in sys.path if not path.startswith("/srv/app"))]

chdir = release
accesslog = "-"

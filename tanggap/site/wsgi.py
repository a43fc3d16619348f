"""The application that granian serves: hooks before Django, the worker beside it."""

import atexit
import os
from typing import cast

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.site.settings")
_django = get_wsgi_application()

# Below: what needs Django's settings to be in place.
from tanggap.gateway import front_door  # noqa: E402
from tanggap.site.presence import stay  # noqa: E402
from tanggap.site.supervisor import end_with_supervisor  # noqa: E402
from tanggap.site.worker import Worker  # noqa: E402

_present = stay(settings.HOME)  # a restore waits until this process is gone
application = front_door.wrap(cast(front_door.Application, _django))

if os.environ.get("TANGGAP_WORKER") == "1":
    _worker = Worker()
    _worker.start()
    atexit.register(_worker.end)
    end_with_supervisor()

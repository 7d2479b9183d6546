"""Django-eventstream as it is set up by its README, its events kept in SQLite."""

import os

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="a-key-of-the-example",
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django_eventstream"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["PUBLISHED_LOG"]}},
    EVENTSTREAM_STORAGE_CLASS="django_eventstream.storage.DjangoModelStorage",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
)
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import include, path  # noqa: E402
from django_eventstream import send_event  # noqa: E402

call_command("migrate", verbosity=0)


def publish(_request: HttpRequest, channel: str, n: int) -> HttpResponse:
    send_event(channel, "message", {"n": n})
    return HttpResponse(status=201)


urlpatterns = [
    path("publish/<channel>/<int:n>", publish),
    path("events/<channel>/", include("django_eventstream.urls"), {"format-channels": ["{channel}"]}),
]
app = get_asgi_application()

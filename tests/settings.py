"""Settings for the tests: the product's own, with a key, a cheap password hash and mail kept in memory."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only-not-a-secret")
os.environ.setdefault("DEMO", "1")

from collaborative.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# A folder that is always there: nothing is collected for tests.
STATIC_ROOT = BASE_DIR / "tests"  # noqa: F405
# Else every client of a test looks through that folder before its first request.
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# What a test keeps goes with the machine's other passing files.
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="collaborative-files-"))
# Tests run Celery tasks through a real worker (tests/browser, tests/faults) or call them; nothing is enqueued here.
CELERY_BROKER_URL = "memory://"

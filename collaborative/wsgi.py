"""The WSGI door. It refuses to open for a database role that row-level security does not bind."""

import os

from django.core.wsgi import get_wsgi_application

from collaborative.tenancy.guard import refuse_unsafe_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collaborative.settings")

application = get_wsgi_application()
refuse_unsafe_role()

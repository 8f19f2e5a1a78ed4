import os
import sys

from django.core.wsgi import get_wsgi_application

from kotikulma.kernel import garbage

# The log would load this for coloured tracebacks wherever it is installed: 4.5 MB a worker for a terminal nobody has
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kotikulma.config.settings")
application = get_wsgi_application()
garbage.settle()

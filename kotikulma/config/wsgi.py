import os
import sys

from django.core.wsgi import get_wsgi_application

from kotikulma.kernel import garbage

# The log would load this for coloured tracebacks wherever it is installed: 4.5 MB a worker for a terminal nobody has
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
# Who writes holds a lock of the database and lets go of Python at each statement. By default another thread of the
# process could then keep it for 5 ms, ten times in one registration, and everybody who waits for the lock waits along.
sys.setswitchinterval(0.0005)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kotikulma.config.settings")
application = get_wsgi_application()
garbage.settle()

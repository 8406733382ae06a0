"""What gunicorn runs: `mingjian.desk.config.wsgi:application` with MINGJIAN_SITE in the environment."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

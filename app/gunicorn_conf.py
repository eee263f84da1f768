"""Settings of the web server: threads for waiting, two processes for two cores."""

import os

worker_class = "gthread"
workers = int(os.environ.get("REDRESS_WEB_PROCESSES", "2"))
threads = int(os.environ.get("REDRESS_WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 6
keepalive = 5
preload_app = False
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
# A request line may hold a search; headers hold no more than a cookie and a token.
limit_request_line = 8190
limit_request_fields = 60

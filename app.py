"""The roof: every door of Candor on Lambda, three lines each."""

import time

from chalice.app import Chalice, CloudWatchEvent, ConvertToMiddleware, Rate, Response, SQSEvent

from chalicelib import clock, settings
from chalicelib.handlers import queue, schedule
from chalicelib.observability import logger
from chalicelib.web import routes
from chalicelib.web.requests import from_event

# Powertools writes the logs; Chalice's own handler would write each line a second time.
app = Chalice(app_name=settings.APP_NAME, configure_logs=False)
app.register_middleware(ConvertToMiddleware(logger.inject_lambda_context(clear_state=True)))

METHODS = list(routes.ANY)
ANYTHING = ["*/*"]  # else Chalice answers 415 by itself


def _respond() -> Response:
    assert app.current_request  # Chalice sets it before it calls a view
    event = app.current_request.to_original_event()
    reply = routes.respond(from_event(event, now=clock.now(), monotonic=time.monotonic()))
    return Response(body=reply.body, status_code=reply.status, headers=dict(reply.headers))


@app.route("/", methods=METHODS, content_types=ANYTHING)
def root() -> Response:
    return _respond()


# Greedy: without it, API Gateway would answer unknown paths in words of its own.
@app.route("/{proxy+}", methods=METHODS, content_types=ANYTHING)
def below(**_path: str) -> Response:
    return _respond()


@app.schedule(Rate(1, unit=Rate.MINUTES))
def tick(event: CloudWatchEvent) -> None:
    schedule.tick(event.to_dict()["time"])


@app.on_sqs_message(queue=settings.names().probe_queue, batch_size=1)
def probe_shard(event: SQSEvent) -> None:
    queue.probe_shard(record.body for record in event)

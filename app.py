"""The roof: every door of Candor on Lambda, three lines each."""

import time
from typing import Any

from chalice.app import (
    Chalice,
    CloudWatchEvent,
    ConvertToMiddleware,
    Cron,
    Rate,
    Response,
    SQSEvent,
)

from chalicelib import clock, settings
from chalicelib.handlers import queue, schedule
from chalicelib.observability import logger, within
from chalicelib.web import balancer, handing_on, routes
from chalicelib.web.proxy_response import proxy_response
from chalicelib.web.requests import from_event

# Powertools writes the logs; Chalice's own handler would write each line a second time.
app = Chalice(app_name=settings.APP_NAME, configure_logs=False)
# Its middleware costs as much as a page view: requests have `within`, which waits for a line.
_logged = ConvertToMiddleware(logger.inject_lambda_context(clear_state=True))
for event_type in ("scheduled", "sqs", "sns", "pure_lambda"):
    app.register_middleware(_logged, event_type)

# Every answer is text: Chalice need not look for its type among sixteen binary ones. What comes in
# is text as well, but for forms with files, which API Gateway would break if it took them for text.
app.api.binary_types = ["multipart/form-data"]

METHODS = list(routes.ANY)
ANYTHING = ["*/*"]  # else Chalice answers 415 by itself


def _respond() -> Response:
    assert app.current_request  # Chalice sets it before it calls a view
    event = app.current_request.to_original_event()
    request = from_event(event, now=clock.now(), monotonic=time.monotonic())
    context = app.current_request.lambda_context
    if handing_on.is_for_team(request):
        return within(context, lambda: handing_on.handed_on(request, event))
    return proxy_response(within(context, lambda: routes.respond(request)))


@app.route("/", methods=METHODS, content_types=ANYTHING)
def root() -> Response:
    return _respond()


# Greedy: without it, API Gateway would answer unknown paths in words of its own.
@app.route("/{proxy+}", methods=METHODS, content_types=ANYTHING)
def below(**_path: str) -> Response:
    return _respond()


@app.schedule(Rate(1, unit=Rate.MINUTES))
def tick(event: CloudWatchEvent) -> None:
    schedule.tick(event.to_dict()["time"], routes.files)


# The hour before has settled by then: nothing is dated back into it any more.
@app.schedule(Cron(16, "*", "*", "*", "?", "*"))
def roll_up(_event: CloudWatchEvent) -> None:
    schedule.roll_up()


@app.on_sqs_message(queue=settings.names().probe_queue, batch_size=1)
def probe_shard(event: SQSEvent) -> None:
    queue.probe_shard((record.body for record in event), routes.files)


# Two at once stay below the rate at which SNS takes subscriptions; the others wait their turn.
@app.on_sqs_message(queue=settings.names().sign_up_queue, batch_size=1, maximum_concurrency=2)
def enrol(event: SQSEvent) -> None:
    queue.enrol(record.body for record in event)


@app.on_sqs_message(queue=settings.names().relay_queue, batch_size=1)
def relay(event: SQSEvent) -> None:
    queue.relay(record.body for record in event)


@app.on_sqs_message(queue=settings.names().delivery_queue, batch_size=10)
def deliver(event: SQSEvent) -> None:
    queue.deliver(record.body for record in event)


# Called by an Application Load Balancer, when the product behind it is down.
@app.lambda_function()
def stand_in(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return balancer.stand_in(event, now=clock.now(), monotonic=time.monotonic())


# Invoked by the HTTP function, with the events of the team's pages as API Gateway made them.
@app.lambda_function()
def admin(event: dict[str, Any], _context: object) -> dict[str, Any]:
    # Imported when it is needed: it would add to every other function's start.
    from chalicelib.web.admin import routes as of_the_team

    request = from_event(event, now=clock.now(), monotonic=time.monotonic())
    return proxy_response(of_the_team.respond(request)).to_dict()

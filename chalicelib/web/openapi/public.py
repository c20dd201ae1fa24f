"""What readers and their programs may ask for."""

from collections.abc import Iterator, Mapping

from chalicelib.web.openapi.operations import (
    FORM,
    HTML,
    JSON,
    Kind,
    Operation,
    Tag,
    as_page,
    content,
    elsewhere,
    in_json,
    open_to_all,
    readable,
    sending,
)
from chalicelib.web.openapi.shapes import Shape, ref

_UNCHANGED: Mapping[int, Shape] = {304: {"description": "What you have is what there is."}}
_PAGE = Kind(
    tag=Tag.PAGES,
    errors=(404, 503),
    is_page=True,
    parameters=("if_none_match",),
    extra=_UNCHANGED,
)
_DATA = Kind(tag=Tag.STATUSPAGE, errors=(404, 503), parameters=("if_none_match",), extra=_UNCHANGED)
_SENT = Kind(tag=Tag.SUBSCRIBING, errors=(404, 503), is_page=True)

_ANSWERS = "/incidents/{incident_id}/answers"
_V2 = (
    ("/summary.json", "summary", "PageSummary", "Page, components, what is open and planned"),
    ("/status.json", "status", "PageStatus", "The status of all components together"),
    ("/components.json", "components", "PageComponents", "All components, groups as rows too"),
    ("/incidents.json", "incidents", "PageRecentIncidents", "The most recent incidents"),
    (
        "/incidents/unresolved.json",
        "unresolved_incidents",
        "PageIncidents",
        "The incidents that are open",
    ),
    (
        "/scheduled-maintenances.json",
        "maintenances",
        "PageRecentMaintenances",
        "The most recent maintenances, the latest first",
    ),
    (
        "/scheduled-maintenances/upcoming.json",
        "upcoming_maintenances",
        "PageMaintenances",
        "The maintenances to come, the next first",
    ),
    (
        "/scheduled-maintenances/active.json",
        "active_maintenances",
        "PageMaintenances",
        "The maintenances under way",
    ),
)


def operations() -> Iterator[Operation]:
    """All of them, in the order in which they are read."""
    yield from _pages()
    yield from _subscribing()
    yield from _statuspage()
    yield from _history()


def _pages() -> Iterator[Operation]:
    for path, name, summary in (
        ("/incidents/{incident_id}", "incident_page", "One incident or maintenance"),
        ("/maintenances/{maintenance_id}", "maintenance_page", "One maintenance"),
        ("/components/{component_id}", "component_page", "One component"),
        ("/history", "history_page", "What was told in the present month"),
        ("/history/{month}", "history_page_of_month", "What was told in that month"),
        ("/uptime", "uptime_page", "The uptime of the present month, day by day"),
        ("/uptime/{month}", "uptime_page_of_month", "The uptime of that month, day by day"),
        ("/maintenance", "maintenances_page", "Maintenances: under way, coming, over"),
    ):
        yield from readable(_PAGE.one(f"GET {path}", name, summary, {200: as_page("The page.")}))
    home = {
        200: as_page("The page."),
        302: elsewhere("The page in the reader's own language."),
    }
    yield from readable(_PAGE.one("GET /", "status_page", "The status page", home))
    csv = {200: content("One line a component and day.", {"text/csv": {"type": "string"}})}
    summary = "The uptime of that month in seconds by state"
    yield from readable(_PAGE.one("GET /uptime/{month}.csv", "uptime_csv", summary, csv))
    leads = Kind(tag=Tag.PAGES, errors=(404, 503), is_page=True).one(
        "GET /i/{incident_id}",
        "short_incident",
        "The short address of an incident",
        {303: elsewhere("Its page.")},
    )
    yield from readable(leads)


def _subscribing() -> Iterator[Operation]:
    form = {200: as_page("The form.")}
    yield from readable(_SENT.one("GET /subscriptions", "ask_subscription", "The form", form))
    yield _SENT.one(
        "POST /subscriptions",
        "subscribe",
        "Subscribe an address by email, a phone by SMS, or a webhook or a chat",
        _taken("A mail, a code, or what is posted there, asks to confirm."),
        errors=(404, 422, 429),
        sent=sending({JSON: ref("Subscription"), FORM: ref("Subscription")}),
    )
    next_ = {200: as_page("The page.")}
    path = "/subscriptions/sent"
    yield from readable(_SENT.one(f"GET {path}", "subscription_sent", "What happens next", next_))
    path = "/subscriptions/posted"
    yield from readable(_SENT.one(f"GET {path}", "subscription_posted", "What happens next", next_))
    path, name = "/subscriptions/proved", "number_proved"
    yield from readable(_SENT.one(f"GET {path}", name, "What happens next", next_))
    yield from _typing_a_code()
    yield from _managing("/subscriptions/manage/{token}", "", "a webhook or a chat")
    yield from _managing("/s/{token}", "_by_sms", "a phone")
    yield _SENT.one(
        "POST /canary/{drill_id}",
        "hear_drill",
        "Where drills are posted to, signed; of use to nobody but this page itself",
        {200: in_json("It was heard.", "DrillHeard")},
        errors=(429,),
        sent=sending({JSON: ref("PostedDrill")}),
    )
    summary = "The question that is asked about an incident"
    yield from readable(_SENT.one(f"GET {_ANSWERS}", "ask_customer", summary, form))
    yield _SENT.one(
        f"POST {_ANSWERS}",
        "answer",
        "Answer the question that is asked about an incident",
        _taken("The answer is kept, with nothing of who gave it."),
        errors=(403, 422, 429),
        sent=sending({JSON: ref("CustomerAnswer"), FORM: ref("CustomerAnswerForm")}),
    )
    yield from readable(_SENT.one(f"GET {_ANSWERS}/sent", "answer_sent", "Thanks", next_))


def _typing_a_code() -> Iterator[Operation]:
    path = "/subscriptions/code/{token}"
    form = {200: as_page("The form.")}
    yield from readable(
        _SENT.one(f"GET {path}", "ask_code", "The form for the code that came by SMS", form)
    )
    yield _SENT.one(
        f"POST {path}",
        "prove_number",
        "Type the code that came by SMS",
        _taken("The number hears within seconds."),
        errors=(422, 429),
        sent=sending({JSON: ref("SmsCode"), FORM: ref("SmsCode")}),
    )


def _managing(path: str, named: str, whose: str) -> Iterator[Operation]:
    behind = Kind(tag=Tag.SUBSCRIBING, errors=(404, 503), is_page=True)
    shown = {200: as_page("What was chosen, with forms to confirm, change and end it.")}
    name, summary = f"managed_subscription{named}", f"What {whose} hears of"
    yield from readable(behind.one(f"GET {path}", name, summary, shown))
    yield behind.one(
        f"POST {path}",
        f"manage_subscription{named}",
        "Confirm, change or end it",
        {303: elsewhere("The page that says so.")},
        errors=(422, 429),
        sent=sending({JSON: ref("Wish"), FORM: ref("Wish")}),
    )


def _taken(description: str) -> Mapping[int, Shape]:
    """What was sent was taken: 202 to programs, a page to people."""
    return {202: in_json(description, "Taken"), 303: elsewhere("The page that says so.")}


def _statuspage() -> Iterator[Operation]:
    for path, name, shape, summary in _V2:
        answers = {200: in_json(f"{summary}.", shape)}
        yield from open_to_all(_DATA.one(f"GET /api/v2{path}", f"read_{name}", summary, answers))
    answers = {200: in_json("The same as summary.json.", "PageSummary")}
    summary = "The summary, by its old name"
    yield from open_to_all(_DATA.one("GET /index.json", "read_index", summary, answers))


def _history() -> Iterator[Operation]:
    whole = {200: in_json("All that was told of it.", "IncidentOrMaintenance")}
    path, summary = "/incidents/{incident_id}.json", "One incident or maintenance, however old"
    yield from open_to_all(_DATA.one(f"GET {path}", "read_incident", summary, whole))
    months = {200: in_json("Three months, the latest first.", "History")}
    yield from open_to_all(
        _DATA.one(
            "GET /history.json",
            "read_history",
            "Incidents and maintenances by month, three months a page",
            months,
            errors=(422,),
            parameters=("page",),
        )
    )


def notice() -> Iterator[Operation]:
    """The notice that stands in for the product, whatever is asked of it."""
    kind = Kind(tag=Tag.NOTICE, errors=())
    answers = {
        503: content(
            "The notice.",
            {HTML: {"type": "string"}, "application/problem+json": ref("NoticeProblem")},
        )
    }
    for path, name in (("/down", "notice"), ("/down/{path}", "notice_below")):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            summary = "The server-down notice, for any method and any path below it"
            named = f"{method.lower()}_{name}"
            yield kind.one(f"{method} {path}", named, summary, answers, parameters=("return",))

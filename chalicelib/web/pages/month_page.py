"""What pages of one month have in common, whatever of it they show."""

from datetime import date

from chalicelib.domain.headline import headline
from chalicelib.domain.snapshot import View
from chalicelib.web import render
from chalicelib.web.languages import tongue_of
from chalicelib.web.pages.cards import page_card
from chalicelib.web.pages.months import month_of, pager, this_month
from chalicelib.web.requests import Request
from chalicelib.web.responses import Reply


def first_day(month: str | None, view: View, begun: date) -> date:
    """Of the month so written, else of the present one; raises NotFound (see month_of)."""
    return month_of(month, view, begun) if month else this_month(view)


def month_page(
    view: View, request: Request, where: str, first: date, begun: date, title: str, **values: object
) -> Reply:
    """The template of that name for the month, which has an address of its own below it."""
    address = f"/{where}/{first:%Y-%m}"
    tongue = tongue_of(request, view.snapshot.page)
    return render.page(
        f"{where}.html",
        view.snapshot.page,
        request,
        status=200,
        scripts=(),
        details=True,
        shows=headline(view).status,
        url=view.snapshot.url,
        card=page_card(view, tongue, f"{request.below}{address}", title),
        title=title,
        address=address,
        pager=pager(first, view, begun),
        **values,
    )

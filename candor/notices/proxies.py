"""The notice on a proxy's own disk: its configuration, and what keeps the file fresh."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from candor.notices.site import Site
from candor.notices.templates import filled
from chalicelib.domain.notice_mark import NOTICE_MARK

# Apache has no other way to say 503 whatever the cause than files that carry their own status.
_AS_IS = """
# as_is TYPE BODY: with status and headers of its own, for mod_asis.
as_is() {
    printf '%s\\n' 'Status: 503 Service Unavailable' "Content-Type: $1" 'Retry-After: 60' \\
        'Cache-Control: no-store' 'X-Robots-Tag: noindex' 'Vary: Accept' ''
    cat "$2"
}
as_is 'text/html; charset=utf-8' "$work/down.html" >"$work/down.html.asis"
as_is 'application/problem+json' "$work/down.json" >"$work/down.json.asis"
mv -f "$work/down.json.asis" "$folder/down.json.asis"
mv -f "$work/down.html.asis" "$folder/down.html.asis"
"""


def nginx(site: Site) -> Mapping[str, str]:
    return filled("nginx", url=site.url) | refresh(site)


def apache(site: Site) -> Mapping[str, str]:
    return filled("apache", url=site.url) | refresh(site, forms=_AS_IS)


def caddy(site: Site) -> Mapping[str, str]:
    return filled("caddy", url=site.url) | refresh(site)


def haproxy(site: Site) -> Mapping[str, str]:
    # With all rights, unlike the fetching: it reloads HAProxy.
    then = "ExecStartPost=+/usr/local/bin/candor-notice-load\n"
    return filled("haproxy", url=site.url) | refresh(site, then=then)


def refresh(site: Site, *, forms: str = "", then: str = "") -> dict[str, str]:
    """The script that fetches the notice, and the timer that has it do so.

    `forms` are commands that write the notice in other forms besides, `then` what the service
    does afterwards.
    """
    return filled(
        "refresh",
        url=site.url,
        notice_url=site.notice_url,
        scheme=urlsplit(site.url).scheme,
        mark=NOTICE_MARK,
        forms=forms,
        then=then,
    )

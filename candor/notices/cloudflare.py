"""A Worker at Cloudflare's edge, which has the notice with it."""

from collections.abc import Mapping

from candor.notices.filling import filled
from candor.notices.site import Site


def cloudflare(site: Site) -> Mapping[str, str]:
    worker = filled(
        "cloudflare/worker.mjs",
        notice_url=site.notice_url,
        status_url=site.url,
        notice=site.notice,
    )
    return {"worker.mjs": worker, "wrangler.toml": filled("cloudflare/wrangler.toml")}

"""A CloudFront distribution that shows the published copy of the notice in place of errors."""

from collections.abc import Mapping

from candor.notices.filling import filled
from candor.notices.site import Site


def cloudfront(site: Site) -> Mapping[str, str]:
    about = f"A product behind CloudFront with the server-down notice of {site.url}"
    return {
        "cloudfront.yaml": filled("cloudfront/cloudfront.yaml", about=about),
        "existing.yaml": filled("cloudfront/existing.yaml"),
    }

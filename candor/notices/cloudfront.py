"""A CloudFront distribution that shows the published copy of the notice in place of errors."""

import json
from collections.abc import Mapping

from candor.notices.site import Site
from candor.notices.templates import filled


def cloudfront(site: Site) -> Mapping[str, str]:
    about = f"A product behind CloudFront with the server-down notice of {site.url}"
    return filled("cloudfront", about=json.dumps(about))

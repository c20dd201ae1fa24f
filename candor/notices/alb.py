"""A rule of an Application Load Balancer that an alarm puts before the product."""

import json
from collections.abc import Mapping

from candor.notices.site import Site
from candor.notices.templates import filled


def alb(site: Site) -> Mapping[str, str]:
    about = f"The server-down notice of {site.url} behind a load balancer"
    return filled("alb", about=json.dumps(about))

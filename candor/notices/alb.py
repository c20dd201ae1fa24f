"""A rule of an Application Load Balancer that an alarm puts before the product."""

from collections.abc import Mapping

from candor.notices.filling import filled
from candor.notices.site import Site


def alb(site: Site) -> Mapping[str, str]:
    about = f"The server-down notice of {site.url} behind a load balancer"
    return {"alb.yaml": filled("alb/alb.yaml", about=about)}

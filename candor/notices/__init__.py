"""The server-down notice for wherever it has to stand: one kind of place, one function, one line.

A target makes the complete files for one kind of place, of what is known of the page. Its texts
stand as templates in a folder of its own, `candor/notices/<target>/`; `docs/notice/<target>.md`
says what to click or paste.
"""

from collections.abc import Callable, Mapping

from candor.notices.alb import alb
from candor.notices.bare import bare
from candor.notices.cloudflare import cloudflare
from candor.notices.cloudfront import cloudfront
from candor.notices.kubernetes import kubernetes
from candor.notices.proxies import apache, caddy, haproxy, nginx
from candor.notices.route53 import route53
from candor.notices.site import Site

Target = Callable[[Site], Mapping[str, str]]

# By the name of the target: the files that it makes, by their names.
TARGETS: Mapping[str, Target] = {
    "alb": alb,
    "apache": apache,
    "caddy": caddy,
    "cloudflare": cloudflare,
    "cloudfront": cloudfront,
    "file": bare,
    "haproxy": haproxy,
    "kubernetes": kubernetes,
    "nginx": nginx,
    "route53": route53,
}

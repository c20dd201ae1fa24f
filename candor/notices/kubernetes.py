"""The notice in a Kubernetes cluster: a small service that Traefik and ingress-nginx turn to."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from textwrap import indent

from candor.notices.proxies import nginx
from candor.notices.site import Site
from candor.notices.templates import filled

# It has nginx, sh and curl, and runs without root.
_IMAGE = "docker.io/nginxinc/nginx-unprivileged:1.28-alpine"
_NGINX = "nginx.conf"  # of the service's own
# What the service runs on, of what stands on a proxy's own disk elsewhere.
_SHARED = ("candor-notice-http.conf", "candor-notice.conf", "candor-notice-refresh")
# What JSON lets stand in a string and YAML doesn't, or reads as the end of a line.
_UNWRITTEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def kubernetes(site: Site) -> Mapping[str, str]:
    """The service, and how each of the two is told of it."""
    return {
        name: text
        for name, text in filled("kubernetes", url=site.url, **_service(site)).items()
        if name != _NGINX
    }


def service_files(site: Site) -> Mapping[str, str]:
    """What the service's ConfigMap holds, but for the notice itself."""
    proxy = nginx(site)
    own = filled("kubernetes", _NGINX, url=site.url)
    return own | {name: proxy[name] for name in _SHARED}


def _service(site: Site) -> Mapping[str, str]:
    files = service_files(site)
    return {
        "image": _IMAGE,
        "digest": sha256("".join(files.values()).encode()).hexdigest()[:16],
        "files": "\n".join(f"  {name}: |\n{indent(text, ' ' * 4)}" for name, text in files.items()),
        "notice": _quoted(site.notice),
        "problem": _quoted(site.problem),
    }


def _quoted(text: str) -> str:
    """The text as a string of YAML, whatever is in it.

    JSON's is one, unless it is in ASCII: there an emoji is two halves, each of which YAML refuses.
    """
    return _UNWRITTEN.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)
    )

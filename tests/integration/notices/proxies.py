"""Real proxies before a product, each with a small configuration that includes the exported one."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.integration.devstack.samples import Answered, until

_PATIENCE_S = 20
_BROWSER = {"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip"}
_SYSTEM = "/usr/sbin:/usr/local/sbin:/sbin"  # where servers are, and a person's PATH doesn't look
_APACHE_MODULES = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one proxy lives: its files, its port, and the product's."""

    folder: Path
    port: int
    product_port: int

    @property
    def notice(self) -> Path:
        """In place of /var/lib/candor-notice."""
        return self.folder / "notice"

    @property
    def loaded(self) -> Path:
        """In place of /etc/haproxy/candor-notice."""
        return self.folder / "loaded"

    def put(self, files: Mapping[str, str]) -> None:
        """The exported files, with this place's folders in them."""
        for name, text in files.items():
            here = text.replace("/var/lib/candor-notice", str(self.notice))
            here = here.replace("/etc/haproxy/candor-notice", str(self.loaded))
            (self.folder / name).write_text(here, encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of proxy: its programs' names, its own configuration, and how it is started on it."""

    programs: tuple[str, ...]
    package: str
    configuration: Callable[[Place], str]
    arguments: tuple[str, ...]


class Proxy:
    """One that is running."""

    def __init__(self, place: Place, process: "subprocess.Popen[bytes]") -> None:
        self.place = place
        self.process = process

    def ask(
        self,
        path: str = "/",
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] = _BROWSER,
    ) -> Answered:
        sent = {**_BROWSER, **headers}
        connection = HTTPConnection("127.0.0.1", self.place.port, timeout=_PATIENCE_S)
        try:
            connection.request(method, path, body=body, headers=sent)
            answer = connection.getresponse()
            return Answered(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def is_up(self) -> bool:
        assert self.process.poll() is None, "the proxy has ended; its words are above"
        try:
            self.ask()
        except OSError:
            return False
        return True


def _nginx(place: Place) -> str:
    folder = place.folder
    user = "user nobody nogroup;" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{each}_temp_path {folder}/{each};"
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""
        {user}
        daemon off;
        pid {folder}/nginx.pid;
        events {{}}
        http {{
            access_log off;
            {temporary}
            map $http_upgrade $connection_upgrade {{ default upgrade; "" ""; }}
            include {folder}/candor-notice-http.conf;
            server {{
                listen 127.0.0.1:{place.port};
                add_header Content-Security-Policy "default-src 'none'" always;
                include {folder}/candor-notice.conf;
                location / {{
                    proxy_pass http://127.0.0.1:{place.product_port};
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection $connection_upgrade;
                    proxy_read_timeout 1s;
                }}
                location = /fire-drill {{ return 503; }}
                location /api/own {{
                    proxy_intercept_errors off;
                    proxy_pass http://127.0.0.1:{place.product_port};
                }}
            }}
        }}
    """


def _apache(place: Place) -> str:
    modules = next((each for each in _APACHE_MODULES if Path(each).is_dir()), _APACHE_MODULES[0])
    wanted = ["mpm_event", "authz_core", "alias", "asis", "headers", "proxy", "proxy_http"]
    loaded = [f"LoadModule {each}_module {modules}/mod_{each}.so" for each in wanted]
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        loaded += [f"User #{nobody.pw_uid}", f"Group #{nobody.pw_gid}"]
    return (
        "\n".join(loaded)
        + f"""
        ServerRoot {place.folder}
        DefaultRuntimeDir {place.folder}
        PidFile {place.folder}/apache.pid
        ErrorLog /dev/stderr
        ServerName localhost
        Listen 127.0.0.1:{place.port}
        ProxyTimeout 1
        <VirtualHost 127.0.0.1:{place.port}>
            Header always set Content-Security-Policy "default-src 'none'"
            Include {place.folder}/candor-notice.conf
            ProxyPass /fire-drill !
            Redirect 503 /fire-drill
            ProxyPass / http://127.0.0.1:{place.product_port}/ retry=0 upgrade=websocket
            <Location /api/own>
                ProxyErrorOverride Off
            </Location>
        </VirtualHost>
    """
    )


def _caddy(place: Place) -> str:
    return f"""
        {{
            admin off
            auto_https off
        }}
        import {place.folder}/candor-notice.caddy
        http://:{place.port} {{
            bind 127.0.0.1
            header Content-Security-Policy "default-src 'none'"
            error /fire-drill 503
            reverse_proxy /api/own* 127.0.0.1:{place.product_port}
            reverse_proxy 127.0.0.1:{place.product_port} {{
                import candor_notice_intercept
                transport http {{
                    response_header_timeout 1s
                }}
            }}
            import candor_notice
        }}
    """


def _haproxy(place: Place) -> str:
    """The lines to paste come from the export, too, each below its heading."""
    _, in_frontend, in_backend = (place.folder / "product.cfg").read_text("utf-8").split("\n# ")
    frontend = in_frontend.partition("\n")[2]
    let_through = "candor_down !{ var(txn.own) -m bool }"
    backend = in_backend.partition("\n")[2].replace("if candor_down", f"if {let_through}")
    notice = (place.folder / "candor-notice.cfg").read_text("utf-8")
    return f"""
global
    maxconn 100
defaults
    mode http
    timeout connect 1s
    timeout client 5s
    timeout server 1s
    retries 0
frontend public
    bind 127.0.0.1:{place.port}
    http-request set-var(txn.own) bool(true) if {{ path_beg /api/own }}
{frontend}
    use_backend candor_notice if {{ path /fire-drill }}
    default_backend shop
backend shop
{backend}
    http-response set-header Content-Security-Policy "default-src 'none'"
    default-server check inter 100ms fall 2 rise 1
    server one 127.0.0.1:{place.product_port}
{notice}
"""


KINDS: Mapping[str, Kind] = {
    "nginx": Kind(
        programs=("nginx",),
        package="nginx",
        configuration=_nginx,
        arguments=("-e", "stderr", "-c", "{main}"),
    ),
    "apache": Kind(
        programs=("apache2", "httpd"),
        package="apache2-bin",
        configuration=_apache,
        arguments=("-DFOREGROUND", "-f", "{main}"),
    ),
    "caddy": Kind(
        programs=("caddy",),
        package="caddy",
        configuration=_caddy,
        arguments=("run", "--adapter", "caddyfile", "--config", "{main}"),
    ),
    "haproxy": Kind(
        programs=("haproxy",),
        package="haproxy",
        configuration=_haproxy,
        arguments=("-W", "-db", "-f", "{main}"),
    ),
}


def program(name: str) -> str:
    """The program of that kind; the test is skipped when this machine has none."""
    kind = KINDS[name]
    path = os.pathsep.join((os.environ.get("PATH", ""), _SYSTEM))
    found = next(filter(None, (shutil.which(each, path=path) for each in kind.programs)), None)
    if found is None:
        pytest.skip(f"{name} is missing: apt-get install {kind.package}")
    return found


@contextmanager
def running_proxy(name: str, place: Place) -> Iterator[Proxy]:
    """The proxy on what was put into its place, once it answers."""
    main = place.folder / "main"
    main.write_text(KINDS[name].configuration(place), encoding="utf-8")
    command = [program(name), *(each.format(main=main) for each in KINDS[name].arguments)]
    home = {name: str(place.folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    process = subprocess.Popen(command, cwd=place.folder, env={**os.environ, **home})
    with ended(process):
        proxy = Proxy(place, process)
        until(proxy.is_up, _PATIENCE_S)
        yield proxy


@contextmanager
def ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """The process ends with the block, by its own id."""
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE_S)

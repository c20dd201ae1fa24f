"""The package that Lambda gets: every dependency, and the byte code that Chalice leaves out.

Chalice builds the layer of dependencies from requirements.txt and keeps it by the hash of that
file. It only warns of a dependency that it can't build, keeps what is left, and takes it silently
the next time. It packs pip and the other tools of its own command line. And it ships no byte code,
which each cold start then makes again in a directory that can't be written. So the layer is built
here, before the deployment, at the place where Chalice looks for it.
"""

import compileall
import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Set
from contextlib import suppress
from importlib.metadata import Distribution, distributions
from pathlib import Path
from py_compile import PycInvalidationMode
from tempfile import TemporaryDirectory

from chalice.cli.factory import CLIFactory
from chalice.config import Config
from chalice.deploy import packager
from chalice.utils import UI, OSUtils

from chalicelib.domain.errors import CandorError

_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Chalice adds the two of its modules that run on Lambda by itself.
_NEVER_ON_LAMBDA = "chalice"


class PackageFault(CandorError):
    """The package can't be built; the sentence names what is in the way."""


def build(project: Path, stage: str) -> Path:
    """Builds the layer, unless it is there already, and compiles the app. Gives the layer's zip.

    Raises `PackageFault` when a dependency has no wheel for Lambda, or pip can't fetch it.
    """
    compile_app(project)
    config = CLIFactory(str(project)).create_config_obj(stage)
    said = io.StringIO()
    builder = _layer_packager(config, said)
    layer = Path(builder.deployment_package_filename(str(project), config.lambda_python_version))
    if not _is_ours(layer):
        layer.unlink(missing_ok=True)
        _let_chalice_build(builder, project, config.lambda_python_version)
        try:
            _refuse_missing(said.getvalue(), layer)
        except PackageFault:
            layer.unlink(missing_ok=True)  # else plain `chalice deploy` would take it
            raise
        _refine(layer, project / "requirements.txt")
    return layer


def _let_chalice_build(
    builder: packager.LayerDeploymentPackager, project: Path, python: str
) -> None:
    try:
        with suppress(packager.EmptyPackageError):  # no file then; what Chalice said may tell why
            builder.create_deployment_package(str(project), python)
    except (packager.PackageDownloadError, packager.NoSuchPackageError) as error:
        raise PackageFault(f"pip can't fetch what requirements.txt asks for: {error}") from error


def _layer_packager(config: Config, said: io.StringIO) -> packager.LayerDeploymentPackager:
    files = OSUtils()
    pip = packager.PipRunner(pip=packager.SubprocessPip(osutils=files), osutils=files)
    builder = packager.DependencyBuilder(
        osutils=files, pip_runner=pip, architecture=config.lambda_architecture
    )
    return packager.LayerDeploymentPackager(
        files, builder, UI(out=said, err=said), architecture=config.lambda_architecture
    )


def _is_ours(layer: Path) -> bool:
    """Whether it went through here to the end: Chalice's own zips hold no byte code."""
    if not zipfile.is_zipfile(layer):
        return False
    with zipfile.ZipFile(layer) as package:
        return any(name.endswith(".pyc") for name in package.namelist())


def _refuse_missing(said: str, layer: Path) -> None:
    missing = re.search(
        r"Could not install dependencies:\n(.*?)\nYou will have to", said, re.DOTALL
    )
    if missing:
        wanted = ", ".join(missing[1].split("\n"))
        raise PackageFault(
            f"There is no package for Lambda of {wanted}. "
            "Pin another version in requirements.txt, or deploy with another Python."
        )
    if not layer.exists():
        raise PackageFault("requirements.txt asks for nothing, and Lambda needs what it names.")


def _refine(layer: Path, requirements: Path) -> None:
    """Leaves out what only Chalice's command line needs, and adds the byte code."""
    with TemporaryDirectory() as directory:
        tree = Path(directory) / "layer"
        with zipfile.ZipFile(layer) as package:
            package.extractall(tree)
        (site_packages,) = tree.glob("python/lib/*/site-packages")
        _leave_out_tools(site_packages, requirements)
        compileall.compile_dir(
            tree,
            quiet=2,  # what doesn't compile (a template, a test of old syntax) stays source
            invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,  # nobody edits a layer
            stripdir=str(tree),
            prependdir="/opt",  # where Lambda unpacks it, for the lines of a traceback
        )
        packed = shutil.make_archive(str(Path(directory) / "refined"), "zip", tree)
        shutil.copyfile(packed, layer.with_suffix(".new"))
    layer.with_suffix(".new").replace(layer)


def _leave_out_tools(site_packages: Path, requirements: Path) -> None:
    installed = {_normal(found.name): found for found in distributions(path=[str(site_packages)])}
    asked = {_normal(name) for name in _names(requirements.read_text(encoding="utf-8").split("\n"))}
    wanted = _with_all_they_need(asked - {_NEVER_ON_LAMBDA}, installed)
    for name in installed.keys() - wanted:
        for file in installed[name].files or []:
            Path(str(file.locate())).unlink(missing_ok=True)
    for folder in sorted(site_packages.rglob("*/"), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _with_all_they_need(asked: Set[str], installed: dict[str, Distribution]) -> Set[str]:
    wanted: set[str] = set()
    waiting = list(asked)
    while waiting:
        name = waiting.pop()
        if name in installed and name not in wanted:
            wanted.add(name)
            # Of extras nothing is asked for, and one of markdown-it-py's would bring PyYAML along.
            needs = [each for each in installed[name].requires or [] if "extra ==" not in each]
            waiting += [_normal(need) for need in _names(needs)]
    return wanted


def _names(requirements: list[str]) -> Iterator[str]:
    """The names that requirements start with; their markers are not looked at."""
    return (found[0] for line in requirements if (found := _REQUIREMENT.match(line)))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def compile_app(project: Path) -> None:
    """Byte code of `chalicelib`, which Chalice packs as it lies there, without what is stale.

    Checked hashes: Lambda's file dates say nothing, and the developer goes on editing here.
    """
    for stale in (project / "chalicelib").rglob("__pycache__"):
        shutil.rmtree(stale, ignore_errors=True)
    compileall.compile_dir(
        project / "chalicelib",
        quiet=1,
        invalidation_mode=PycInvalidationMode.CHECKED_HASH,
        stripdir=str(project),
    )

"""The home: every path in it, and whether a folder can be one (DESIGN 1, "One home").

The folder is 0700 and every file in it 0600. Foreign means another owner; other files lying there
do not matter. The database says by itself whether its format is ours (``store.migrations``).
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nameplate.config.catalogue import HOME_VARIABLE
from nameplate.config.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Home:
    """A home's layout; naming a path creates nothing."""

    root: Path

    @property
    def settings_file(self) -> Path:
        return self.root / "nameplate.toml"

    @property
    def database(self) -> Path:
        return self.root / "nameplate.db"

    @property
    def master_key(self) -> Path:
        return self.root / "master.key"

    @property
    def operator_key(self) -> Path:
        """The operator's private key and certificate (PEM), sealed by the master key."""
        return self.root / "operator.key"

    @property
    def operator_tokens(self) -> Path:
        """The operator's recent tokens, sealed by the master key: a cache between commands."""
        return self.run / "operator-tokens"

    @property
    def installation(self) -> Path:
        """JSON, written at the first start: ``tenantId``, ``subscriptionId``, ``operatorId``."""
        return self.root / "installation.json"

    @property
    def trust(self) -> Path:
        return self.root / "trust"

    @property
    def production_roots(self) -> Path:
        """Root certificates over production names: for children only, never for a system store."""
        return self.trust / "production-roots.pem"

    @property
    def own_roots(self) -> Path:
        """Root certificates over ``localhost`` and the installation's own domain."""
        return self.trust / "own-roots.pem"

    @property
    def bundles(self) -> Path:
        """Bundles made for children: what was in force and our roots, named by their content."""
        return self.root / "bundles"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def up_record(self) -> Path:
        """JSON of the running ``up``: ``pid``, ``ports``, ``started``; true only under the lock."""
        return self.run / "up.json"

    @property
    def up_lock(self) -> Path:
        return self.run / "up.lock"

    @property
    def first_start_lock(self) -> Path:
        return self.run / "first-start.lock"

    @property
    def announced_ports(self) -> Path:
        """What runs have told their commands to listen on; true only under each one's lock."""
        return self.run / "ports"

    @property
    def azure_config(self) -> Path:
        """The folder of az for children, so that real accounts never meet our authority."""
        return self.root / "azure"

    @property
    def azd_config(self) -> Path:
        return self.root / "azd"

    @property
    def mono_config(self) -> Path:
        """``XDG_CONFIG_HOME`` of a child with ``--trust mono``: Mono keeps its roots there."""
        return self.root / "mono"

    def folders(self) -> tuple[Path, ...]:
        """Return what has to exist before a server starts."""
        return (
            self.trust,
            self.bundles,
            self.logs,
            self.run,
            self.azure_config,
            self.azd_config,
        )


def locate(environment: Mapping[str, str], given: str | None = None) -> tuple[Home, str]:
    """Where the home is, and who said so: the flag, ``NAMEPLATE_HOME``, or the default."""
    if given:
        return Home(_absolute(given, environment)), "--home"
    if chosen := environment.get(HOME_VARIABLE):
        return Home(_absolute(chosen, environment)), HOME_VARIABLE
    state = environment.get("XDG_STATE_HOME", "")
    if state.startswith("/"):  # the XDG specification: relative ones are to be ignored
        return Home(Path(state) / "nameplate"), "XDG_STATE_HOME"
    return Home(_user_home(environment) / ".local" / "state" / "nameplate"), "default"


def _absolute(text: str, environment: Mapping[str, str]) -> Path:
    if text == "~" or text.startswith("~/"):
        return _user_home(environment) / text[2:]
    return Path(text).absolute()


def _user_home(environment: Mapping[str, str]) -> Path:
    home = environment.get("HOME", "")
    if not home.startswith("/"):
        raise ConfigurationError(
            f"HOME is not set, so there is no default place: set {HOME_VARIABLE} to a folder."
        )
    return Path(home)


def prepare(home: Home) -> Home:
    """Create the home and its folders where they are missing; refuse one that is not ours."""
    if not home.root.exists():
        _create(home.root)
    check(home)
    for folder in home.folders():
        if not folder.is_dir():
            _create(folder)
    return home


def check(home: Home) -> None:
    """Refuse a home that cannot be used, in one sentence. A missing one is fine: it creates none.

    A mode that lets others in is narrowed to 0700: it can only have been widened by hand.
    """
    try:
        found = home.root.stat()
    except FileNotFoundError:
        return
    except OSError as problem:
        raise ConfigurationError(f"cannot read the home {home.root}: {problem.strerror}.") from None
    if not stat.S_ISDIR(found.st_mode):
        raise ConfigurationError(f"the home {home.root} is not a folder.")
    if found.st_uid != os.geteuid():
        raise ConfigurationError(
            f"the home {home.root} belongs to another user (uid {found.st_uid}): use one of your "
            f"own, with {HOME_VARIABLE}."
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        home.root.chmod(0o700)
    _check_access(home)


def _check_access(home: Home) -> None:
    for path in (home.root, home.database, home.master_key, home.operator_key):
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            raise ConfigurationError(
                f"cannot read and write {path}: its owner must be able to (mode "
                f"{'0700' if path is home.root else '0600'})."
            )


def _create(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as problem:
        raise ConfigurationError(f"cannot create {folder}: {problem.strerror}.") from None

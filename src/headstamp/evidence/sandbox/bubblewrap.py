"""The command line of bubblewrap: what of this machine a decoder's server can see. Nothing is writable.

Visible, read-only: the Python that runs this process, the C library's folders, the decoders a station names and
headstamp's sandbox and decoders. Not visible: home, project, case, /etc, /proc, /sys, /dev, any other process,
any network.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
LOADER_CACHE = "/etc/ld.so.cache"
PACKAGES = "/packages"
ITSELF = "/headstamp"
OWN_FOLDERS = ("evidence/sandbox", "evidence/decoders")


def command(packages: Iterable[str], folders: Iterable[str]) -> list[str] | None:
    """All up to the Python program; None where bubblewrap is not installed.

    Args:
        packages: installed packages to show, by file or folder name or a pattern.
        folders: further folders to show, at their own place.
    """
    program = shutil.which("bwrap")
    if program is None:
        return None
    shown = [*_shown_in_place(), *((folder, folder) for folder in folders)]
    shown += [
        (str(found), f"{PACKAGES}/{found.name}")
        for name in packages
        for site in sites()
        for found in site.glob(name)
    ]
    shown += [(str(headstamp() / part), f"{ITSELF}/{part}") for part in OWN_FOLDERS]
    words = [program, "--unshare-user", "--uid", "65534", "--gid", "65534", "--unshare-pid", "--unshare-net"]
    words += ["--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--cap-drop", "ALL"]
    words += ["--die-with-parent", "--new-session", "--as-pid-1", "--clearenv", "--hostname", "sandbox"]
    words += [word for source, place in shown for word in ("--ro-bind", source, place)]
    words += [word for link, target in _links() for word in ("--symlink", target, link)]
    return [*words, "--tmpfs", "/tmp", "--remount-ro", "/tmp", "--remount-ro", "/", "--chdir", "/", "--"]


def headstamp() -> Path:
    """The folder of the headstamp package."""
    return Path(__file__).resolve().parents[2]


@cache
def sites() -> tuple[Path, ...]:
    """Folders that installed packages lie in, as this process finds them."""
    named = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *sys.path}
    return tuple(
        sorted({Path(each).resolve() for each in named if each.endswith(("site-packages", "dist-packages"))})
    )


@cache
def python() -> str:
    """The interpreter itself, not a virtual environment's link to it."""
    return os.path.realpath(sys.executable)


@cache
def _shown_in_place() -> tuple[tuple[str, str], ...]:
    stdlib = [
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("platstdlib"),
        sysconfig.get_config_var("DESTSHARED"),
    ]
    own = [python(), *_shared_library(), *(each for each in stdlib if each and "site-packages" not in each)]
    wanted = [
        path for path in (*LIBRARIES, LOADER_CACHE) if os.path.exists(path) and not os.path.islink(path)
    ]
    wanted += [path for path in map(os.path.realpath, own) if not any(_within(path, each) for each in wanted)]
    tops = [path for path in wanted if not any(_within(path, other) for other in wanted if other != path)]
    return tuple((path, path) for path in dict.fromkeys(tops))


def _links() -> Iterator[tuple[str, str]]:
    for path in LIBRARIES:
        if os.path.islink(path):
            yield path, os.readlink(path)


def _shared_library() -> Iterator[str]:
    name, folder = sysconfig.get_config_var("INSTSONAME"), sysconfig.get_config_var("LIBDIR")
    if name and folder and sysconfig.get_config_var("Py_ENABLE_SHARED"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            yield path


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")

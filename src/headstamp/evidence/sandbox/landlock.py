"""Landlock through its three system calls: the process gives up every file, TCP port and foreign signal.

The rule set holds no rule, so nothing is allowed that a rule could allow; what must be read (Python, the
decoders) is read before. Landlock does not speak of UDP or of asking whether a path exists: `seccomp` and,
where possible, an empty root directory do.

Source: Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os
import struct

CREATE_RULESET, RESTRICT_SELF = 444, 446  # the same on every machine
ASK_VERSION = 1
PR_SET_NO_NEW_PRIVS = 38

# Rights over files by the version that brought them: 13 at first, then REFER, TRUNCATE, IOCTL_DEV.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
NET_RIGHTS_SINCE, SCOPES_SINCE = 4, 6
BIND_AND_CONNECT_TCP, ABSTRACT_SOCKETS_AND_SIGNALS = 0b11, 0b11


def version() -> int:
    """The version this kernel speaks; 0 where it has none."""
    answer = _call(CREATE_RULESET, None, 0, ASK_VERSION)
    return max(answer, 0)


def give_up_privileges() -> None:
    """From here on no program this process starts can gain rights; seccomp and Landlock demand it."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs not taken")


def shut_out() -> int:
    """Give up all that this kernel's Landlock can take; children inherit it.

    Returns:
        the Landlock version obeyed, 0 where the kernel has none and nothing was given up.

    Raises:
        OSError: the kernel has Landlock and refuses the rule set.
    """
    known = version()
    if known == 0:
        return 0
    files = (1 << FILE_RIGHTS[min(known, max(FILE_RIGHTS))]) - 1
    attributes = struct.pack("=Q", files)
    if known >= NET_RIGHTS_SINCE:
        attributes += struct.pack("=Q", BIND_AND_CONNECT_TCP)
    if known >= SCOPES_SINCE:
        attributes += struct.pack("=Q", ABSTRACT_SOCKETS_AND_SIGNALS)
    rules = _call(CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        raise OSError(ctypes.get_errno(), "Landlock rule set not made")
    try:
        if _call(RESTRICT_SELF, rules, 0) != 0:
            raise OSError(ctypes.get_errno(), "Landlock rule set not taken")
    finally:
        os.close(rules)
    return known


def _call(number: int, *arguments: int | bytes | None) -> int:
    syscall = ctypes.CDLL(None, use_errno=True).syscall
    syscall.restype = ctypes.c_long
    converted = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return int(syscall(ctypes.c_long(number), *converted))

"""A seccomp allow-list, assembled here so that no further library stands between the list and the kernel.

Two filters, because a child is forked from a server that needs to fork. The server's allows what a decoder needs
and what serving needs; the child's takes the serving calls away again before the file is touched. Both bind
together: the kernel obeys the stricter answer. Everything not named kills the process.

Calls that an honest library may try (opening a font, asking for a thread) are answered with an error instead,
so that the library can do without.

Sources: Documentation/userspace-api/seccomp_filter.rst and include/uapi/linux/{seccomp,filter,bpf_common}.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headstamp.evidence.sandbox.syscalls import AUDIT_ARCH, TABLES

KILL, ALLOW, ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
LOAD, EQUAL, AT_LEAST, ANY_BIT, ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, ARCH_AT, ARGUMENTS_AT = 0, 4, 16
X32_BIT = 0x40000000  # a second table of calls on x86-64 that a list of numbers would not know
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2

MEMORY = ("munmap", "mremap", "brk", "madvise")
READING = (
    "read",
    "readv",
    "pread64",
    "lseek",
    "fstat",
    "close",
    "fadvise64",
    "poll",
    "ppoll",
    "select",
    "pselect6",
)
WRITING = ("write", "writev")
TIME = ("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time")
OWN_STATE = (
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "futex", "rseq",
    "set_robust_list", "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrusage",
    "sched_yield", "sched_getaffinity", "uname", "sysinfo", "getrandom", "exit", "exit_group", "dup", "dup2", "dup3",
)  # fmt: skip
DECODING = (*MEMORY, *READING, *WRITING, *TIME, *OWN_STATE)
SERVING = (
    "wait4",
    "kill",
    "sendto",
    "sendmsg",
    "recvmsg",
    "socketpair",
    "getsockname",
    "prlimit64",
    "close_range",
    "prctl",
    "set_tid_address",
)
REFUSED_SOFTLY = (
    "open", "openat", "openat2", "creat", "stat", "lstat", "statx", "access", "faccessat", "faccessat2", "readlink",
    "readlinkat", "getcwd", "mkdir", "mkdirat", "unlink", "unlinkat", "rename", "renameat", "renameat2", "getdents64",
    "socket", "connect", "recvfrom", "sendmmsg", "execve", "execveat", "fork", "vfork", "memfd_create",
    "tkill", "tgkill", "pipe", "pipe2", "membarrier", "sched_setaffinity", "sched_getparam",
    "sched_getscheduler", "getpriority", "get_mempolicy",
)  # fmt: skip
# Commands of fcntl that only concern the descriptor itself. F_SETOWN would let a child have signals sent.
FCNTL_COMMANDS = (0, 1, 2, 3, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC
PROT_EXEC = 0x4
AT_EMPTY_PATH = 0x1000
FORK_FLAGS = 0x01200011  # what the C library's fork() asks for: SIGCHLD and two writes of the child's number
FORBIDDEN_CLONE = 0xFFFFFFFF & ~FORK_FLAGS


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction of the filter: operation, jumps if true and if false, operand."""

    code: int
    operand: int
    if_true: int = 0
    if_false: int = 0

    def packed(self) -> bytes:
        return struct.pack("=HBBI", self.code, self.if_true, self.if_false, self.operand)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


class Filter:
    """A finished filter; `install` binds the calling process and all its children for good.

    Building allocates; installing does not, so a forked child can do it at once.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        self._code = b"".join(step.packed() for step in steps)
        self._program = _Program(len(self.steps), self._code)
        self._prctl = ctypes.CDLL(None, use_errno=True).prctl
        self._prctl.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong)
        self._pointer = ctypes.addressof(self._program)

    def install(self) -> None:
        """Bind this process. It must already have given up gaining privileges.

        Raises:
            OSError: the kernel does not take the filter.
        """
        if self._prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, self._pointer, 0, 0) != 0:
            number = ctypes.get_errno()
            raise OSError(number, f"seccomp filter not taken: {os.strerror(number)}")


def machine() -> str:
    """This machine's name in the tables; KeyError-free so that the caller can refuse plainly."""
    name = os.uname().machine
    return name if name in TABLES and struct.calcsize("P") == 8 else ""


def for_server(name: str) -> Filter:
    """The allow-list of the server, which forks and waits but opens nothing."""
    numbers = TABLES[name]
    steps = [
        Step(LOAD, ARCH_AT),
        Step(EQUAL, AUDIT_ARCH[name], 1, 0),
        Step(ANSWER, KILL),
        Step(LOAD, NUMBER_AT),
    ]
    if name == "x86_64":
        steps += [Step(AT_LEAST, X32_BIT, 0, 1), Step(ANSWER, KILL)]
    for call in (*DECODING, *SERVING):
        steps += _answer(numbers, call, ALLOW)
    for call in REFUSED_SOFTLY:
        steps += _answer(numbers, call, ERRNO | errno.EPERM)
    steps += _answer(numbers, "clone3", ERRNO | errno.ENOSYS)  # the C library then uses clone, judged below
    steps += _answer(numbers, "ioctl", ERRNO | errno.ENOTTY)
    for call in ("mmap", "mprotect"):
        steps += _if_argument(numbers, call, 2, [Step(ANY_BIT, PROT_EXEC, 0, 1)], ERRNO | errno.EPERM, ALLOW)
    steps += _if_argument(
        numbers, "newfstatat", 3, [Step(ANY_BIT, AT_EMPTY_PATH, 0, 1)], ALLOW, ERRNO | errno.EPERM
    )
    steps += _if_argument(
        numbers, "clone", 0, [Step(ANY_BIT, FORBIDDEN_CLONE, 0, 1)], ERRNO | errno.EPERM, ALLOW
    )
    commands = [
        Step(EQUAL, command, len(FCNTL_COMMANDS) - 1 - place, 0)
        for place, command in enumerate(FCNTL_COMMANDS)
    ]
    commands[-1] = Step(EQUAL, FCNTL_COMMANDS[-1], 0, 1)
    steps += _if_argument(numbers, "fcntl", 1, commands, ALLOW, ERRNO | errno.EPERM)
    return Filter([*steps, Step(ANSWER, KILL)])


def for_child(name: str) -> Filter:
    """Takes from a child what only the server needs; the rest of the server's list still binds it."""
    numbers = TABLES[name]
    steps = [Step(LOAD, NUMBER_AT)]
    for call in (*SERVING, "clone"):
        steps += _answer(numbers, call, ERRNO | errno.EPERM)
    return Filter([*steps, Step(ANSWER, ALLOW)])


def _answer(numbers: Mapping[str, int], call: str, answer: int) -> list[Step]:
    if call not in numbers:
        return []
    return [Step(EQUAL, numbers[call], 0, 1), Step(ANSWER, answer)]


def _if_argument(
    numbers: Mapping[str, int], call: str, place: int, tests: Sequence[Step], passed: int, failed: int
) -> list[Step]:
    """Steps that answer one call by its argument: `tests` fall through when passed, jump one over when not."""
    # Only the low half of an argument is read: all that are judged here are 32-bit to the kernel.
    load = Step(LOAD, ARGUMENTS_AT + 8 * place)
    block = [load, *tests, Step(ANSWER, passed), Step(ANSWER, failed)]
    return [Step(EQUAL, numbers[call], 0, len(block)), *block]

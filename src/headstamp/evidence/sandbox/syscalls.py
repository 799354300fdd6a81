"""Numbers of Linux system calls by machine, for the ones the confinement speaks of.

From the kernel's own tables: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
A call that a machine does not have is left out of its table.
"""

from __future__ import annotations

from collections.abc import Mapping

AUDIT_ARCH: Mapping[str, int] = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

X86_64: Mapping[str, int] = {
    "access": 21, "brk": 12, "clock_getres": 229, "clock_gettime": 228, "clock_nanosleep": 230,
    "clone": 56, "clone3": 435, "close": 3, "close_range": 436, "connect": 42, "creat": 85, "dup":
    32, "dup2": 33, "dup3": 292, "execve": 59, "execveat": 322, "exit": 60, "exit_group": 231,
    "faccessat": 269, "faccessat2": 439, "fadvise64": 221, "fcntl": 72, "fork": 57, "fstat": 5,
    "futex": 202, "get_mempolicy": 239, "getcwd": 79, "getdents64": 217, "getegid": 108, "geteuid":
    107, "getgid": 104, "getpid": 39, "getppid": 110, "getpriority": 140, "getrandom": 318,
    "getrusage": 98, "getsockname": 51, "gettid": 186, "gettimeofday": 96, "getuid": 102, "ioctl":
    16, "kill": 62, "lseek": 8, "lstat": 6, "madvise": 28, "membarrier": 324, "memfd_create": 319,
    "mkdir": 83, "mkdirat": 258, "mmap": 9, "mprotect": 10, "mremap": 25, "munmap": 11, "nanosleep":
    35, "newfstatat": 262, "open": 2, "openat": 257, "openat2": 437, "pipe": 22, "pipe2": 293,
    "poll": 7, "ppoll": 271, "prctl": 157, "pread64": 17, "prlimit64": 302, "pselect6": 270, "read":
    0, "readlink": 89, "readlinkat": 267, "readv": 19, "recvfrom": 45, "recvmsg": 47, "rename": 82,
    "renameat": 264, "renameat2": 316, "restart_syscall": 219, "rseq": 334, "rt_sigaction": 13,
    "rt_sigprocmask": 14, "rt_sigreturn": 15, "sched_getaffinity": 204, "sched_getparam": 143,
    "sched_getscheduler": 145, "sched_setaffinity": 203, "sched_yield": 24, "seccomp": 317,
    "select": 23, "sendmmsg": 307, "sendmsg": 46, "sendto": 44, "set_robust_list": 273,
    "set_tid_address": 218, "sigaltstack": 131, "socket": 41, "socketpair": 53, "stat": 4, "statx":
    332, "sysinfo": 99, "tgkill": 234, "time": 201, "tkill": 200, "uname": 63, "unlink": 87,
    "unlinkat": 263, "vfork": 58, "wait4": 61, "waitid": 247, "write": 1, "writev": 20,
}  # fmt: skip
AARCH64: Mapping[str, int] = {
    "brk": 214, "clock_getres": 114, "clock_gettime": 113, "clock_nanosleep": 115, "clone": 220,
    "clone3": 435, "close": 57, "close_range": 436, "connect": 203, "dup": 23, "dup3": 24, "execve":
    221, "execveat": 281, "exit": 93, "exit_group": 94, "faccessat": 48, "faccessat2": 439,
    "fadvise64": 223, "fcntl": 25, "fstat": 80, "futex": 98, "get_mempolicy": 236, "getcwd": 17,
    "getdents64": 61, "getegid": 177, "geteuid": 175, "getgid": 176, "getpid": 172, "getppid": 173,
    "getpriority": 141, "getrandom": 278, "getrusage": 165, "getsockname": 204, "gettid": 178,
    "gettimeofday": 169, "getuid": 174, "ioctl": 29, "kill": 129, "lseek": 62, "madvise": 233,
    "membarrier": 283, "memfd_create": 279, "mkdirat": 34, "mmap": 222, "mprotect": 226, "mremap":
    216, "munmap": 215, "nanosleep": 101, "newfstatat": 79, "openat": 56, "openat2": 437, "pipe2":
    59, "ppoll": 73, "prctl": 167, "pread64": 67, "prlimit64": 261, "pselect6": 72, "read": 63,
    "readlinkat": 78, "readv": 65, "recvfrom": 207, "recvmsg": 212, "renameat": 38, "renameat2":
    276, "restart_syscall": 128, "rseq": 293, "rt_sigaction": 134, "rt_sigprocmask": 135,
    "rt_sigreturn": 139, "sched_getaffinity": 123, "sched_getparam": 121, "sched_getscheduler": 120,
    "sched_setaffinity": 122, "sched_yield": 124, "seccomp": 277, "sendmmsg": 269, "sendmsg": 211,
    "sendto": 206, "set_robust_list": 99, "set_tid_address": 96, "sigaltstack": 132, "socket": 198,
    "socketpair": 199, "statx": 291, "sysinfo": 179, "tgkill": 131, "tkill": 130, "uname": 160,
    "unlinkat": 35, "wait4": 260, "waitid": 95, "write": 64, "writev": 66,
}  # fmt: skip
TABLES: Mapping[str, Mapping[str, int]] = {"x86_64": X86_64, "aarch64": AARCH64}

"""Arbitrary code in place of a decoder reaches no file, no network and no other process.

Each attack runs in a child as it stands after its door was shut. It is judged by what it could report, by
what happened outside, and by whether the next file of the same server is decoded.
"""

from __future__ import annotations

import os
import platform
import socket
import stat
from pathlib import Path

import pytest

from headstamp.evidence.sandbox import Sandbox, Verdict

SECRET = "the source's name"

# What the attacker tries. The test fills in {secret}, {target}, {tcp}, {udp}, {unix}; success sets `gained`.
ATTACKS = {
    "read a system file": "gained = open('/etc/passwd').read()",
    "read evidence": "gained = open('{secret}').read()",
    "read evidence by system call": "gained = call(257, -100, b'{secret}', 0) + 1",
    "read own code": "gained = open('/headstamp/evidence/sandbox/boot.py').read()",
    "list the root": "gained = os.listdir('/')",
    "learn of a file": "gained = os.stat('{secret}').st_size",
    "write a file": "open('{target}', 'w').write('x'); gained = 1",
    "write to /tmp": "open('/tmp/x', 'w').write('x'); gained = 1",
    "make a folder": "os.mkdir('{target}'); gained = 1",
    "connect by TCP": "s = socket.create_connection(('127.0.0.1', {tcp}), 1); s.send(b'x'); gained = 1",
    "send by UDP": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {udp})); gained = 1",
    "look up a name": "gained = socket.getaddrinfo('example.org', 80)",
    "connect to a unix socket": "socket.socket(socket.AF_UNIX).connect('{unix}'); gained = 1",
    "connect to an abstract socket": "s = socket.socket(socket.AF_UNIX); s.connect('\\0{unix}'); gained = 1",
    "listen": "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); gained = 1",
    "run a shell": "os.execv('/bin/sh', ['sh', '-c', 'touch {target}'])",
    "run a program": "gained = subprocess.run(['/bin/true']).returncode == 0",
    "run what lies in memory": (
        "f = os.memfd_create('x'); os.write(f, open('/bin/true', 'rb').read()); os.execve(f, ['x'], dict())"
    ),
    "fork": "gained = os.fork()",
    "fork bomb": "while True: LIBC.fork() if LIBC.fork() >= 0 else os._exit(3)",
    "start a thread": "t = threading.Thread(target=lambda: None); t.start(); gained = 1",
    "kill the parent": "os.kill(os.getppid(), 9); gained = 1",
    "kill everybody": "os.kill(-1, 9); gained = 1",
    "kill the first process": "os.kill(1, 9); gained = 1",
    "kill a thread of the parent": "call(200, os.getppid(), 9); gained = 1",
    "get a signal sent": (
        "from fcntl import fcntl as f\nf(reply, 10, 9); f(reply, 8, os.getppid()); gained = 1"
    ),
    "take 8 GB": "x = bytearray(8 << 30); gained = len(x)",
    "grow slowly": "x = []\nwhile True: x.append(b'x' * 1_000_003)",
    "loop": "while True: pass",
    "loop deaf to signals": "signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
    "sleep": "time.sleep(3600)",
    "flood the reply": "while True: os.write(reply, b'x' * 65536)",
    "crash": "ctypes.string_at(1)",
    "abort": "os.abort()",
    "trace the parent": "gained = call(101, 16, os.getppid(), 0, 0) + 1",
    "read the parent's memory": "gained = call(310, os.getppid(), b'x' * 16, 1, b'x' * 16, 1, 0) + 1",
    "take the parent's descriptors": "gained = call(438, call(434, os.getppid(), 0), 3, 0)",
    "mount": "gained = call(165, b'none', b'/tmp', b'tmpfs', 0, 0) + 1",
    "unshare": "gained = call(272, 0x10000000) + 1",
    "a new namespace by clone": "gained = call(56, 0x10000011, 0, 0, 0, 0) + 1",
    "change the root": "os.chroot('/'); gained = 1",
    "raise a limit": "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30)); gained = 1",
    "read the environment of the first": "gained = open('/proc/1/environ').read()",
    "io_uring": "gained = call(425, 8, b'\\0' * 120)",
    "bpf": "gained = call(321, 0, b'\\0' * 64, 64) + 1",
    "userfaultfd": "gained = call(323, 0) + 1",
    "keys": "gained = call(248, b'user', b'x', b'y', 1, -3)",
    "shared memory": "gained = call(29, 1234, 4096, 0o1666) + 1",
    "the other table of calls": "gained = call(0x40000000 | 39)",
    "memory that can be run": "gained = mmap.mmap(-1, 4096, prot=7)",
    "make memory run": (
        "m = mmap.mmap(-1, 4096); a = ctypes.addressof(ctypes.c_char.from_buffer(m))\n"
        "gained = call(10, a, 4096, 5) + 1"
    ),
    "change the file's mode": "os.fchmod(file, 0o777); gained = 1",
    "shorten the file": "os.ftruncate(file, 0); gained = 1",
    "write into the file": "os.write(file, b'x'); gained = 1",
    "map the file to write": "m = mmap.mmap(file, 8, mmap.MAP_SHARED, mmap.PROT_WRITE); m[0] = 1; gained = 1",
    "change the file's time": "os.utime(file, (0, 0)); gained = 1",
    "lock the file": "import fcntl; fcntl.flock(file, 2); gained = 1",
    "open the file again": "gained = os.open(f'/proc/self/fd/{{file}}', os.O_RDWR)",
    "type on the terminal": "import fcntl; fcntl.ioctl(0, 0x5412, b'x'); gained = 1",
    "drop the filter": "gained = call(317, 0, 0, 0) + 1",
    "be traceable": "gained = call(157, 4, 1, 0, 0, 0) + 1",
}  # fmt: skip
HARMLESS = {  # succeed by design and give nothing
    "write to every descriptor": (
        "for f in range(256):\n try: os.write(f, b'x' * 99)\n except OSError: pass\nos._exit(0)"
    ),
    "print": "print('\\x1b]0;owned\\x07'); os.write(1, b'x'); os.write(2, b'x'); gained = 'nothing'",
    "receive more descriptors": (
        "for f in range(3, 256):\n"
        " try: gained = socket.socket(fileno=f).recv(1)\n"
        " except OSError: pass\n"
        "gained = 'nothing'"
    ),
}
X86_ONLY = platform.machine() != "x86_64"


@pytest.mark.skipif(X86_ONLY, reason="the attacks name system calls by their x86-64 numbers")
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gains_nothing(taken_over: Sandbox, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    target = tmp_path / "target"
    places = {"secret": secret, "target": target, "unix": tmp_path / "u"}
    with (
        socket.socket() as tcp,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as unix,
    ):
        tcp.bind(("127.0.0.1", 0))
        udp.bind(("127.0.0.1", 0))
        unix.bind(str(places["unix"]))
        for ear in (tcp, unix):
            ear.listen()
        for ear in (tcp, udp, unix):
            ear.setblocking(False)
        code = ATTACKS[name].format(tcp=tcp.getsockname()[1], udp=udp.getsockname()[1], **places)
        file = tmp_path / "attack"
        file.write_text(f"#!python\n{code}")
        os.chmod(file, 0o644)
        before = (file.read_bytes(), file.stat().st_mode, file.stat().st_mtime_ns)
        server = taken_over._jail("text")._process.pid

        found = taken_over.submit(file).result()

        assert not found.facts.get("gained"), found
        assert found.verdict is not Verdict.OK, found
        assert SECRET not in found.why
        assert not target.exists()
        for heard in (tcp.accept, unix.accept, lambda: udp.recv(1)):
            with pytest.raises(BlockingIOError):
                heard()
        assert (file.read_bytes(), file.stat().st_mode, file.stat().st_mtime_ns) == before
        assert stat.S_IMODE(file.stat().st_mode) == 0o644
    good(taken_over, tmp_path)
    assert taken_over._jail("text")._process.pid == server


@pytest.mark.parametrize("name", HARMLESS)
def test_what_may_succeed_gives_nothing(
    taken_over: Sandbox, tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "attack"
    file.write_text(f"#!python\n{HARMLESS[name]}")
    found = taken_over.submit(file).result()
    assert found.facts.get("gained", "nothing") == "nothing"
    good(taken_over, tmp_path)
    assert "x" not in "".join(capfd.readouterr())


def good(sandbox: Sandbox, folder: Path) -> None:
    """The next file of the same server is decoded."""
    file = folder / "good"
    file.write_text("a sound text")
    found = sandbox.submit(file).result()
    assert (found.verdict, found.parts[0].data) == (Verdict.OK, b"a sound text")

"""The kernel's own refusal of the network, for this process and all it starts.

A seccomp filter: `socket()` answers "permission denied" for every family but AF_UNIX and
AF_NETLINK, which desktop, sound server and libc need and which reach no network. A filter can't
be taken off again, and a child program inherits it.
"""

import ctypes
import errno
import platform
import struct
import sys
from dataclasses import dataclass

AF_UNIX = 1
AF_NETLINK = 16

# linux/bpf_common.h: load a word, jump when equal, jump when any bit is set, return
_LOAD, _IF_EQUAL, _IF_SET, _RETURN = 0x20, 0x15, 0x45, 0x06
# linux/seccomp.h: where struct seccomp_data keeps number, architecture and the first argument
# (its low half: both machines below are little-endian and `family` is a C int)
_NUMBER, _ARCHITECTURE, _FAMILY = 0, 4, 16
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_PR_SET_NO_NEW_PRIVS = 38
_IO_URING_SETUP = 425
_X32 = 0x40000000
"""The bit that marks a call of the x32 ABI; no real call number on either machine has it."""


@dataclass(frozen=True, slots=True)
class _Machine:
    """What differs: the audit name of the architecture and two numbers of its call table."""

    architecture: int
    socket: int
    seccomp: int


_MACHINES = {
    "x86_64": _Machine(architecture=0xC000003E, socket=41, seccomp=317),
    "aarch64": _Machine(architecture=0xC00000B7, socket=198, seccomp=277),
}


def refuse_network() -> bool:
    """Have the kernel refuse network sockets to every thread of this process and its children.

    True once the filter holds. False where it can't: another system or machine, or a kernel
    without seccomp; then only kdesk's own care keeps off the network. Calling it again is harmless.
    It isn't tried here: a socket asked for would look like one that was wanted.
    """
    machine = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    code = _filter(machine)
    kept = ctypes.create_string_buffer(code, len(code))  # the kernel copies it during the call
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(kept))  # struct sock_fprog
    answer: int = libc.syscall(machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS, program)
    return answer == 0  # above 0 it is the id of a thread that the filter could not be put on


def _filter(machine: _Machine) -> bytes:
    """The filter as struct sock_filter[]; a jump counts the instructions it skips."""
    refuse = _ERRNO | errno.EACCES
    return b"".join(
        struct.pack("HBBI", *step)
        for step in (
            (_LOAD, 0, 0, _ARCHITECTURE),
            # calls by another architecture's table (32-bit) would slip past the numbers below
            (_IF_EQUAL, 1, 0, machine.architecture),
            (_RETURN, 0, 0, refuse),
            (_LOAD, 0, 0, _NUMBER),
            (_IF_SET, 6, 0, _X32),
            # io_uring opens sockets without calling socket()
            (_IF_EQUAL, 5, 0, _IO_URING_SETUP),
            (_IF_EQUAL, 0, 3, machine.socket),
            (_LOAD, 0, 0, _FAMILY),
            (_IF_EQUAL, 1, 0, AF_UNIX),
            (_IF_EQUAL, 0, 1, AF_NETLINK),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, refuse),
        )
    )

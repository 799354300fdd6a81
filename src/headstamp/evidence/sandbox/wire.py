"""The words that host, server and child exchange; imported on both sides of the wall, so it stays small.

    host → server   one datagram a file: job, limits, order as JSON; with it two descriptors: file, reply pipe
                    (one without descriptors and with a time of 0 takes a file back)
    server → child  the same datagram and descriptors, over a socket that only this child holds
    child → host    the reply, over the file's own pipe: no child can speak for another
    server → host   one datagram for a child that did not end well, and one when the server is ready

A reply to 'decode' is MAGIC, the length of a JSON header, the header, then the bytes of each part in turn.
A reply to 'members' is MAGIC and a run of frames: one letter, a length, that many bytes.
Nothing here decides whether a reply is believed; the host does, in `checks` and `unpacking`.
"""

from __future__ import annotations

import struct

MAGIC = b"hsR1"
ORDER = struct.Struct("!QII")  # job, wall-clock milliseconds, CPU seconds; JSON follows
STATUS = struct.Struct("!Qi?")  # job, wait status, whether the server killed it for being late
HEADER = struct.Struct("!4sI")
FRAME = struct.Struct("!cI")

ORDER_BYTES = 16 * 1024
READY = b"ready"

# Limits of one reply. A child that goes over any of them is not believed.
HEADER_BYTES = 512 * 1024
FACTS = 128
FACT_NAME = 64
FACT_CHARACTERS = 4000
WHY_CHARACTERS = 300
PARTS = 130
TEXT_BYTES = 4 * 1024 * 1024
SIDE_PIXELS = 4096
# A film's frames for its fingerprint, one part: for each its milliseconds, then rows of grey values.
SEQUENCE_SIDE = 128
SEQUENCE_TIME = struct.Struct("<I")
SEQUENCE_FRAME = SEQUENCE_TIME.size + SEQUENCE_SIDE * SEQUENCE_SIDE
SEQUENCE_FRAMES = 4096

# Frames of a reply to 'members'.
MEMBER = b"M"  # JSON: name, facts; its bytes follow
BYTES = b"B"  # a piece of the member at hand, at most PIECE bytes
ENDED = b"E"  # JSON: facts learnt at its end, why when it is not whole
TURNED_AWAY = b"R"  # JSON: name, facts, why; nothing follows
DONE = b"Z"  # JSON: verdict, why of the whole archive
PIECE = 256 * 1024
FRAME_JSON_BYTES = 256 * 1024

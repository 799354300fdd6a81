"""The decoders: one module for each kind of file. They run inside the sandbox and nowhere else.

Each has `prepare()`, which loads all that a decoder may want before the door is shut, and `decode(file, asked)`
or `unpack(file, asked, reply)`. They import nothing of headstamp but each other. What they find is checked again
by the host (`headstamp.evidence.sandbox.checks`), because a decoder that was taken over can say anything.
"""

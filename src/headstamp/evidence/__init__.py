"""Evidence: the files an investigation holds, kept so that a stranger can check them years later.

A file is kept as it came, under the hash of its bytes, and never written again; what is made from it (a
thumbnail, a frame, a text) is an item of its own that points at it. Files come from hostile hands, so they
are decoded in a sandbox and never in this process. What happened to an item stands in the case's log, see
`headstamp.custody`; what a picture shows is a sighting, see `headstamp.sightings`.
"""

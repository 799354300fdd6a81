"""Look-alikes: the same picture or film posted again, cropped, captioned, mirrored or filmed off a screen.

`gallery` compares the pictures of a case, `films` finds parts of films in others, `clusters` makes one
observation of all copies of it, and `register` warns of other cases on this machine. Intake and the case's
log are left to `headstamp.evidence`, and telling sightings apart to whoever reads the groups.
"""

"""Formats of the other tools that investigators work with, read without losing or believing anything.

Every reader makes a `Reading` of an export: files found, files told of but not there, incidents and pages,
and a ledger of what became of each row. Readers open only what lies within the export, run nothing, and
take a claim for a claim: hashes are checked by whoever keeps the files. Unpacking archives is left to the
sandbox, keeping files to intake.
"""

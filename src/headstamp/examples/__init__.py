"""Example cases, kept as the tables a person would type, so that a first trace needs no file of one's own.

Each folder is one case: CSV tables with the columns of the import commands, and a README saying what the case
holds and how far it can be trusted. There is no code here; the command line copies the tables into a case.
"""

"""Fingerprints of pictures and films: short codes that stay near when a file is encoded again.

`pdq` computes them, `stills` and `frames` say of what and under which convention. Comparing them is left to
`headstamp.evidence.lookalikes`.
"""

"""What somebody should still have: deliveries and losses balanced, audits beside it, and what is missing.

Also the life of a consignment after its licence, and what is documented of earlier transfers that ended
elsewhere. The balance rests on `records` and on the case's own rows; nothing here says how a weapon came to
whoever holds it, which is `tracing`, nor whether it may be sent, which is `law`.
"""

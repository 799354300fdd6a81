"""What somebody should still have: deliveries and losses balanced, audits beside it, and what is missing.

Also the life of a consignment after its licence, and what is documented of earlier transfers that ended
elsewhere. The balance rests on `records` and on the case's own rows; nothing here says how a weapon came to
whoever holds it, which is `tracing`, nor whether it may be sent, which is `law`.
"""

from __future__ import annotations

from headstamp.stocks.answer import Stock
from headstamp.stocks.asking import concerning, open_book, registers
from headstamp.stocks.assumptions import Assumptions, AssumptionsUnfit
from headstamp.stocks.assumptions import load as load_assumptions
from headstamp.stocks.balance import Balance, Spread, balance
from headstamp.stocks.book import Book
from headstamp.stocks.consignments import Consignment, Consignments, consignments
from headstamp.stocks.diversion import Diversion, diversion
from headstamp.stocks.ledger import Ledger
from headstamp.stocks.stock import stock
from headstamp.stocks.worst import Worst, worst

__all__ = [
    "Assumptions",
    "AssumptionsUnfit",
    "Balance",
    "Book",
    "Consignment",
    "Consignments",
    "Diversion",
    "Ledger",
    "Spread",
    "Stock",
    "Worst",
    "balance",
    "concerning",
    "consignments",
    "diversion",
    "load_assumptions",
    "open_book",
    "registers",
    "stock",
    "worst",
]

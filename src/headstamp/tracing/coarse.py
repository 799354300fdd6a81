"""Lines of a register that name a category and no weapon, gathered to one line a flow before they are read.

'ML1, three licences' says that some small arms may have gone, and says it again every year and for every
licence. Its number of licences is no number of weapons, so that all such lines of one source, supplier,
recipient, stage and category together say one thing: that there was a flow, from when to when. Gathering them
first keeps a hundred thousand licences from becoming millions of entries, and keeps how finely a register is
cut from counting as evidence. Sums over categories or states say nothing of any one flow and are left out.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import ArrayValue, Table

_SAME = ["source", "supplier", "recipient", "end_user", "stage", "category"]


def gathered(rows: Table) -> Table:
    """The lines that name an item as they are, and the others one a flow.

    Args:
        rows: columns of the Transfer schema.

    Returns:
        The columns of the given ones; a flow bears the id and the cells of its newest line, with the time
        from its first line to its last and without a number.
    """
    named = (rows.item.fill_null("") != "") | rows.category.isnull()
    coarse = rows.filter(~named, rows.quantity_status.fill_null("") != "aggregate")
    return ibis.union(rows.filter(named), _flows(coarse), distinct=False)


def _flows(lines: Table) -> Table:
    newest_first = [lines.last_year.desc(nulls_first=False), lines.id]
    told = lines.mutate(
        nth=ibis.row_number().over(group_by=_SAME, order_by=newest_first),
        since=lines.first_year.min().over(group_by=_SAME),
        until=lines.last_year.max().over(group_by=_SAME),
    )
    told = told.filter(told.nth == 0)
    dated = told.mutate(
        dated_from=ibis.date(told.since, 1, 1),
        dated_to=ibis.date(told.until, 12, 31),
        quantity=ibis.null("float64"),
    )
    there = (dated.stage == "delivered") & dated.dated_from.notnull()
    return dated.mutate(deliveries=ibis.ifelse(there, _whole(dated), None)).select(*lines.columns)


def _whole(flow: Table) -> ArrayValue:
    """One delivery over the whole time of a flow."""
    told = ibis.struct(
        {
            "from": flow.dated_from,
            "to": flow.dated_to,
            "precision": ibis.literal("range"),
            "status": ibis.literal("reported"),
            "quantity": ibis.null("float64"),
            "quantity_status": ibis.literal("blank"),
        }
    )
    return ibis.array([told]).cast(flow.deliveries.type())

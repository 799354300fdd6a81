"""Every format of records that is known, and which of them a file bears the marks of."""

from __future__ import annotations

from headstamp.records.sources.acled import ACLED
from headstamp.records.sources.comtrade import COMTRADE, COMTRADE_LEGACY
from headstamp.records.sources.comtrade_json import COMTRADE_JSON
from headstamp.records.sources.embargo_archive import SIPRI_EMBARGOES
from headstamp.records.sources.eu_brokering import EU_BROKERING
from headstamp.records.sources.eu_coarm import EU_COARM, EU_COARM_MEASURES
from headstamp.records.sources.form import FileNotRecognised, Form
from headstamp.records.sources.losses import LOSSES
from headstamp.records.sources.nl_licences import NL_LICENCES
from headstamp.records.sources.nl_transit import NL_TRANSIT
from headstamp.records.sources.register_table import ATT_TABLE, UNROCA_TABLE
from headstamp.records.sources.sipri_api import SIPRI_API
from headstamp.records.sources.sipri_api_2021 import SIPRI_API_2021
from headstamp.records.sources.sipri_deals import SIPRI_DEALS
from headstamp.records.sources.sipri_deliveries import SIPRI_DELIVERIES
from headstamp.records.sources.sipri_tiv import SIPRI_TIV
from headstamp.records.sources.transfers_table import TRANSFERS_TABLE
from headstamp.records.sources.ucdp import UCDP_GED
from headstamp.records.sources.uk_licences import UK_LICENCES
from headstamp.records.sources.unroca_reporting import UNROCA_REPORTING
from headstamp.records.sources.unroca_site import UNROCA_SITE
from headstamp.records.sources.us_sam import US_SAM

FORMS: tuple[Form, ...] = (
    SIPRI_DEALS,
    SIPRI_DELIVERIES,
    SIPRI_API,
    SIPRI_API_2021,
    SIPRI_TIV,
    EU_COARM,
    EU_COARM_MEASURES,
    EU_BROKERING,
    UK_LICENCES,
    NL_LICENCES,
    NL_TRANSIT,
    US_SAM,
    COMTRADE,
    COMTRADE_LEGACY,
    COMTRADE_JSON,
    UNROCA_SITE,
    UNROCA_REPORTING,
    TRANSFERS_TABLE,
    ATT_TABLE,
    UNROCA_TABLE,
    SIPRI_EMBARGOES,
    ACLED,
    UCDP_GED,
    LOSSES,
)
"""Every format that can be read, tried in this order."""


def form_of(data: bytes, name: str) -> Form:
    """The format whose marks a file bears.

    Args:
        data: its bytes, or the first 64 KiB of them.
        name: what to call it in messages.

    Raises:
        FileNotRecognised: no known register writes files like this one.
    """
    for form in FORMS:
        if form.recognises(data):
            return form
    raise FileNotRecognised(name, tuple(form.title for form in FORMS))

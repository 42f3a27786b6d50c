"""Money: net, VAT and gross, to the penny. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


@dataclass(frozen=True)
class Money:
    """An amount without VAT, its VAT, and both together, in one currency (ISO 4217)."""

    net: Decimal
    vat: Decimal
    currency: str

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


def with_vat(net: Decimal, rate: Decimal, currency: str) -> Money:
    """The amount with VAT at `rate` percent, rounded to the penny, half a penny up."""
    net = net.quantize(PENNY, ROUND_HALF_UP)
    return Money(net, (net * rate / 100).quantize(PENNY, ROUND_HALF_UP), currency)


def totals(amounts: Iterable[Money]) -> list[Money]:
    """The sum for each currency, by currency. VAT is the sum of the lines' VAT, as it stands on the invoices."""
    found: dict[str, Money] = {}
    for one in amounts:
        so_far = found.get(one.currency, Money(NOTHING, NOTHING, one.currency))
        found[one.currency] = Money(so_far.net + one.net, so_far.vat + one.vat, one.currency)
    return [found[currency] for currency in sorted(found)]


def money(amount: Decimal, currency: str) -> str:
    """An amount as people write it: £15,000.00, or CHF 15,000.00 where a currency has no sign of its own."""
    sign = _SIGNS.get(currency, f"{currency} ")
    return f"{'-' if amount < 0 else ''}{sign}{abs(amount):,.2f}"

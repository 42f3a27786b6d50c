"""Mail about newsletters, in plain text."""

from sharing.models import NewsletterReader
from sharing.queries.newsletters import confirm_link


def confirm_mail(reader: NewsletterReader) -> tuple[str, str]:
    """Subject and body of the mail by which an outside reader confirms their address."""
    name = " ".join(reader.collaborative.name.split())
    return (
        f"Please confirm: newsletters of {name}",
        f"""Hello,

Somebody, we think you, asked for the newsletters of {name} at this address.

Open this link and choose Confirm. Without that you get none:

{confirm_link(reader)}

The link works for 7 days.

If this was not you, you need not do anything. We will forget your address.
""",
    )

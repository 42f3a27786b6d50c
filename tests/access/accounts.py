"""How the sign-in package's own pages answer."""

# The sign-in package's own pages, shown only: what is sent to them is the package's matter (and its own tests').
ACCOUNTS: dict[str, tuple[int, int]] = {
    # name: (not signed in, signed in)
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_signup": (200, 302),
    "account_reauthenticate": (302, 200),
    "account_email": (302, 200),
    "account_email_verification_sent": (302, 302),
    "account_change_password": (302, 200),
    "account_set_password": (302, 302),
    "account_reset_password": (200, 200),
    "account_confirm_login_code": (302, 302),
    "account_reset_password_from_key_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_done": (200, 200),
}

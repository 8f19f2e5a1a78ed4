"""Pages of people: sign_in, account, demo; allauth's manners in allauth_adapters; the second factor's gate."""

"""Words of casework, split by capability: clients (access, keys, log), checks, referrals, ledger, statistics."""

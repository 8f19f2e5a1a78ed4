"""What programs read: our own JSON (`v1`), Open Referral's HSDS (`hsds`), feeds and site maps (`feeds`)."""

"""Linked Events v1, which Finnish cities share for events: `writing` is what we tell, `reading` what we import."""

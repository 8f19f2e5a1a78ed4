"""Pages of events. Split by capability; organising pages live under /tyotila/tapahtumat/."""

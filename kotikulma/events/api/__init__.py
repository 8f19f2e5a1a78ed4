"""Events for programs: calendars, Linked Events, our own JSON, feeds of changes."""

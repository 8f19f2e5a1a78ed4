"""One index over everything public, in all languages at once.

    Document -> commands.index() -> queries.find(text) -> Found -> queries.cards(ids)

A module registers a `Source` in the slot `types.SOURCES`, calls `index([document])` in the
transaction of each change and `remove([uuid])` when a thing goes.
How it works and what it finds: docs/reference/search.md.
"""

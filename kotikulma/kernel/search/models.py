"""The one index of everything that can be found: what lists show, exact tags, known words, synonyms.

The inverted index itself is no model: `search_fts` (SQLite, FTS5) or `search_vector` (PostgreSQL), and the
grams of known words in `search_gram`, are laid by the first migration and written only by `sqlite.py` and
`postgresql.py`.
Do not read these tables from outside; use `find`, `browse` and `cards`.
"""

from typing import Any

from django.db import models


class SearchDocument(models.Model):
    """A copy of what may be found, written in the transaction of the change itself."""

    personal_data: dict[str, str] | None = None

    # What ranking reads comes first and the wide texts last: SQLite reads a row from its beginning.
    kind = models.CharField(max_length=40)
    object_uuid = models.UUIDField(unique=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    weight = models.FloatField(default=0.0)
    public = models.BooleanField(default=True)
    tags = models.TextField(default="", blank=True)
    place_tokens = models.TextField(default="", blank=True)
    name_tokens = models.TextField(default="", blank=True)
    url_path = models.CharField(max_length=300, default="", blank=True)
    digest = models.CharField(max_length=32, default="")
    indexed_at = models.DateTimeField()
    names: Any = models.JSONField(default=dict)
    card: Any = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "id"], name="search_document_kind"),
            models.Index(fields=["latitude", "longitude"], name="search_document_position"),
            models.Index(fields=["-weight", "id"], condition=models.Q(public=True), name="search_document_browse"),
        ]


class SearchTag(models.Model):
    """A document under one tag, for browsing without words."""

    personal_data: dict[str, str] | None = None

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="+")
    tag = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "document"], name="search_tag_once")]


class SearchWord(models.Model):
    """A word that occurs in some document, so that a typing error can be told from a rare word."""

    personal_data: dict[str, str] | None = None

    word = models.CharField(max_length=60, unique=True)


class Synonym(models.Model):
    """Everyday words and the service words they should also find.

    Seeded from `data/synonyms.toml` by every reindex; rows that exist are never overwritten, so
    coordinators may edit them, switch them off or add their own.
    """

    personal_data: dict[str, str] | None = None

    key = models.SlugField(max_length=60, unique=True)
    words: Any = models.JSONField(default=list)
    find: Any = models.JSONField(default=list)
    active = models.BooleanField(default=True)

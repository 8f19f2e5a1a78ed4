"""Tables in and out: a template, an import with a preview, an export."""

from kotikulma.directory.commands.tables.exporting import export_table, table_template
from kotikulma.directory.commands.tables.importing import import_table

__all__ = ["export_table", "import_table", "table_template"]

"""Tables in and out: a template, an import with a preview, an export, and how a command line starts them."""

from kotikulma.directory.commands.tables.exporting import export_table, table_template
from kotikulma.directory.commands.tables.importing import import_table
from kotikulma.directory.commands.tables.start import run_export_table, run_import_table

__all__ = ["export_table", "import_table", "run_export_table", "run_import_table", "table_template"]

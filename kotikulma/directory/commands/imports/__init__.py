"""Imports, split by capability: PTV objects in batches, and the thin ways a command line starts them."""

from kotikulma.directory.commands.imports.run import Checkpoint, SourceBroken, import_ptv, unfinished

__all__ = ["Checkpoint", "SourceBroken", "import_ptv", "unfinished"]

"""Values of the directory that our formats speak: formats know the types of their own module alone."""

from kotikulma.directory.types.imports import Problem
from kotikulma.directory.types.records import Address

__all__ = ["Address", "Problem"]

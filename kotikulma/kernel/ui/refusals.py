"""A command's refusal, told at the fields of the form it came from."""

from django import forms

from kotikulma.kernel.errors import DomainError


def add_refusal(form: forms.Form, refusal: DomainError) -> None:
    """A command's refusal as the form's errors, each at its field where the form has it."""
    for field, sentence in (refusal.fields or {"": refusal.message}).items():
        form.add_error(field if field in form.fields else None, str(sentence))

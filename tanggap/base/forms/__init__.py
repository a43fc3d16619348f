"""How every form of the house looks: one template per field, errors beside the field."""

from typing import Any, cast

from django.forms import BaseForm, ChoiceField, Field, ModelChoiceField
from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Renders ``{{ form }}`` and ``{{ field.as_field_group }}`` in the house style."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def say_when_empty(field: Field, words: str) -> None:
    """Let a select that nobody has touched say ``words`` instead of a row of dashes."""
    if isinstance(field, ModelChoiceField):
        field.empty_label = words
    elif isinstance(field, ChoiceField):
        rows: list[Any] = list(
            cast(Any, field.widget).choices
        )  # as they are shown, whatever they were made from
        field.choices = [("", words), *(row for row in rows if row[0] != "")]


def troubles_of(form: BaseForm) -> list[str]:
    """Return what hinders a form that has no page of its own, a sentence for each field."""
    found = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        found.append(f"{label}: {errors[0]}" if label else str(errors[0]))
    return found

"""How every form of the house looks: one template per field, errors beside the field."""

from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Renders ``{{ form }}`` and ``{{ field.as_field_group }}`` in the house style."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

"""The renderer that makes every Django form an NHS.UK one (settings.FORM_RENDERER)."""

from typing import Any

from django.forms.renderers import BaseRenderer
from django.template import TemplateDoesNotExist, engines


class NHSFormRenderer(BaseRenderer):
    """`{{ form }}` and `{{ form.title.as_field_group() }}` as NHS.UK components; bare widgets as Django makes them."""

    form_template_name = "components/form.jinja"
    formset_template_name = "components/formset.jinja"
    field_template_name = "components/field.jinja"

    def get_template(self, template_name: str) -> Any:
        """Our own or Django's template of that name; another app's widget falls back to Django's engine."""
        try:
            return engines["jinja2"].get_template(template_name)
        except TemplateDoesNotExist:
            return engines["django"].get_template(template_name)

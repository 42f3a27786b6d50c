"""The way from a Django template (allauth's pages) into the one layout, which is a Jinja template."""

from django import template
from django.forms import BaseForm
from django.template import Context, engines
from django.utils.safestring import SafeString, mark_safe

from collaborative.nhsuk.errors import form_errors

register = template.Library()

FORMS = ("form", "verify_form", "change_form")

# allauth's labels are in another house style ("New Password (again)"), and its placeholders only repeat them.
LABELS = {
    "login": "Email address",
    "email": "Email address",
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "New password again",
    "code": "Code",
}


@register.simple_block_tag(takes_context=True)
def account_layout(context: Context, content: SafeString, title: str = "", managing: bool = False) -> SafeString:
    """
    The page `layouts/account.jinja` around the enclosed HTML.

    `title` goes to the window's title; `managing` adds the tabs of one's own account.
    """
    # Some of allauth's pages give the same form under two names.
    forms = {id(form): form for form in map(context.get, FORMS) if form is not None}.values()
    filled = {
        "inner": content,
        "title": " ".join(title.split()),
        "managing": managing,
        "page_errors": form_errors(*(form for form in forms if form.is_bound)),
    }
    html = engines["jinja2"].get_template("layouts/account.jinja").render(filled, context.get("request"))
    # Both engines have escaped what they put in.
    return mark_safe(html)


@register.simple_tag
def account_fields(form: BaseForm) -> SafeString:
    """allauth's form, its fields with our labels."""
    for bound in form:
        bound.label = LABELS.get(bound.name, bound.label)
        bound.field.widget.attrs.pop("placeholder", None)
    return form.render()


@register.filter
def button_kind(tags: list[str] | None) -> str:
    """The NHS.UK class for an allauth button, from the tags that allauth gives it."""
    words = set(tags or ())
    if "danger" in words:
        return "nhsuk-button--warning"
    return "nhsuk-button--secondary" if words & {"outline", "secondary", "link", "minor", "cancel"} else ""

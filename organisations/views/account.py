"""A person's own page: what colleagues see of them."""

from django.contrib import messages
from django.http import HttpResponse

from collaborative.http import go, page
from organisations.actions.accounts import edit_details
from organisations.http import SignedInRequest, attempt, posted
from organisations.signup import DetailsForm


def your_details(request: SignedInRequest) -> HttpResponse:
    """Change one's own name and telephone number."""
    user = request.user
    form = DetailsForm(posted(request), initial={"name": user.name, "phone": user.phone})
    if attempt(form, lambda: edit_details(user=user, by=user, **form.cleaned_data)) is not None:
        messages.success(request, "Your details are saved.")
        return go(request, "your-details")
    context = {"form": form, "title": "Your details", "managing": True}
    return page(request, "organisations/your_details.jinja", context, status=422 if form.is_bound else 200)

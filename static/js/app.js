/** Small help on every page: NHS.UK components, a word before typed text is lost. */
import { initAll } from "../vendor/nhsuk/nhsuk-frontend.min.js";
import { keepForms } from "./keep.js";

/** What a form would send, as one text, to compare with what it held when the page opened. */
function contentOf(form) {
  return new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, value.name ?? value])).toString();
}

const guarded = new Map();

function guardForms(root) {
  for (const form of root.querySelectorAll("form[data-guard]")) {
    if (!guarded.has(form)) guarded.set(form, contentOf(form));
  }
}

function warnBeforeLosing(event) {
  const unsaved = [...guarded].some(([form, opened]) => form.isConnected && contentOf(form) !== opened);
  if (unsaved) event.preventDefault();
}

initAll();
keepForms();
guardForms(document);
window.addEventListener("beforeunload", warnBeforeLosing);
document.addEventListener("submit", (event) => guarded.delete(event.target));
document.addEventListener("htmx:afterSettle", (event) => {
  initAll({ scope: event.detail.elt });
  guardForms(event.detail.elt);
});

/**
 * What somebody typed in a box's panel and has not saved: kept by box and put back when the panel opens again, with a
 * note that it is not saved. `seen` goes with it, so that what others saved meanwhile is still noticed.
 */

/* By box and what is done: the form's fields by name, and what they would be about. */
const drafts = new Map();

const TYPED = "textarea, input:not([type=hidden]):not([type=radio]):not([type=checkbox])";
const nameOf = (key, what) => `${key} ${what}`;
const formsOf = (editor) => [...editor.querySelectorAll("[data-theory-panel] form, form[data-inline]")].filter((form) => !("dropped" in form.dataset));

function about(form) {
  const of = (name) => form.elements[name]?.value ?? "";
  return form.dataset.inline ? { key: form.dataset.key, what: form.dataset.inline } : { key: of("key"), what: of("do") };
}

const isTyped = (field) => field.value !== field.defaultValue;

function hasWords(form) {
  const fields = [...form.querySelectorAll(TYPED)];
  const refused = Boolean(form.querySelector(".nhsuk-error-message"));
  return fields.some((field) => isTyped(field) || (refused && field.value.trim()));
}

function valuesOf(form) {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || ["key", "under", "do", "panel", "csrfmiddlewaretoken"].includes(field.name)) continue;
    if (field.type === "radio" || field.type === "checkbox") found[`${field.name} ${field.value}`] = field.checked;
    else found[field.name] = field.value;
  }
  return found;
}

/** Keeps what is typed in the editor as it stands, and forgets what was taken back by hand. */
export function keepDrafts(editor) {
  for (const form of formsOf(editor)) {
    const { key, what } = about(form);
    if (!key || !what) continue;
    if (hasWords(form)) drafts.set(nameOf(key, what), { key, values: valuesOf(form) });
    else drafts.delete(nameOf(key, what));
  }
}

/** What was sent is saved: it is no draft any more. */
export function forgetDraft(body) {
  drafts.delete(nameOf(body.get("key"), body.get("do")));
}

/** What somebody began to type for a box, for typing it elsewhere: the form's values by name, or undefined. */
export function draftOf(key, what) {
  return drafts.get(nameOf(key, what))?.values;
}

/** Forgets what this form holds, on purpose. */
export function dropDraft(form) {
  const { key, what } = about(form);
  drafts.delete(nameOf(key, what));
  form.dataset.dropped = "";
}

/** Puts drafts back into the editor's open panel, and says at each box that has any that it is not saved. */
export function putBack(editor) {
  for (const form of formsOf(editor)) {
    const { key, what } = about(form);
    const draft = drafts.get(nameOf(key, what));
    if (!draft || form.dataset.inline) continue;
    fill(form, draft.values);
    form.closest("details")?.setAttribute("open", "");
    form.querySelector("button").before(noteOf());
  }
  markRows(editor);
}

function noteOf() {
  const note = document.createElement("p");
  note.className = "theory-unsaved";
  const away = document.createElement("button");
  away.type = "button";
  away.className = "theory-unsaved__away";
  away.dataset.drop = "";
  away.textContent = "Throw it away";
  note.append("You have not saved this. ", away);
  return note;
}

/** Says at each box of which something is typed that it is not saved. */
export function markRows(editor) {
  editor.querySelectorAll("[data-unsaved]").forEach((sign) => sign.remove());
  const keys = new Set([...drafts.values()].map((one) => one.key));
  for (const row of editor.querySelectorAll("[data-box]")) {
    if (!keys.has(row.dataset.box)) continue;
    const sign = document.createElement("span");
    sign.className = "theory-unsaved";
    sign.dataset.unsaved = "";
    sign.textContent = "not saved yet";
    row.querySelector("[data-name]").after(sign);
  }
}

function fill(form, values) {
  for (const field of form.elements) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = values[`${field.name} ${field.value}`] ?? field.checked;
    else if (field.name in values) field.value = values[field.name];
  }
}

/** What was typed for boxes that are not there any more, which is then forgotten. */
export function lostDrafts(editor) {
  const there = new Set([...editor.querySelectorAll("[data-box]")].map((row) => row.dataset.box));
  const lost = [...drafts].filter(([, draft]) => !there.has(draft.key));
  lost.forEach(([name]) => drafts.delete(name));
  return lost.map(([, draft]) => draft.values.text).filter(Boolean);
}

/** Asks before the page is left while something is not saved; editor() is what is there then. */
export function guardDrafts(editor) {
  window.addEventListener("beforeunload", (event) => {
    if (editor()) keepDrafts(editor());
    if (drafts.size) event.preventDefault();
  });
}

/**
 * What somebody types in a form that says `keep` stays on this device until the server says that it has it: through a
 * lost connection, an expired session, and a browser that was closed. It is offered again, never put back unasked.
 * Another person who signs in here finds none of it: what is not theirs is thrown away, and signing out clears it all.
 */

const PREFIX = "kept:";
const LONGEST = 24 * 60 * 60 * 1000;
/* Not words of the person: left out when two contents are compared, and never called unsaved. */
const OWN = new Set(["keep", "csrfmiddlewaretoken", "form_key", "version", "seen", "then"]);
const person = document.body.dataset.person ?? "";

/* A browser may refuse to keep anything at all; then the page works as it did without. */
const store = {
  all() {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    } catch {
      return [];
    }
  },
  get(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  },
  set(name, draft) {
    try {
      localStorage.setItem(name, JSON.stringify(draft));
    } catch {
      /* Full, or not allowed. */
    }
  },
  remove(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      /* Not allowed. */
    }
  },
};

const nameOf = (form) => `${PREFIX}${person}:${form.elements.keep.value}`;
const formsOf = (root) => [...root.querySelectorAll('input[name="keep"]')].map((input) => input.form);
const entriesOf = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
const wordsOf = (entries) => JSON.stringify(entries.filter(([name, value]) => !OWN.has(name) && value));

const opened = new Map();

const put = (form) => store.set(nameOf(form), { at: Date.now(), path: location.pathname, entries: entriesOf(form) });

function keep(form) {
  if (wordsOf(entriesOf(form)) === opened.get(form)) store.remove(nameOf(form));
  else put(form);
}

/** Puts the entries into the form's boxes, and answers with the words for which there is no box any more. */
function fill(form, entries) {
  const byName = new Map();
  for (const [name, value] of entries) byName.set(name, [...(byName.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || OWN.has(field.name) && !["form_key", "version", "seen"].includes(field.name)) continue;
    const values = byName.get(field.name);
    const says = values?.some(Boolean) && field.type !== "hidden";
    if (field.type === "radio" || field.type === "checkbox") field.checked = values?.includes(field.value) ?? false;
    else if (values?.length && field.type !== "file") field.value = values.shift();
    if (says) field.closest("details")?.setAttribute("open", "");
  }
  return entries.filter(([name, value]) => value && !OWN.has(name) && !form.elements[name]).map(([, value]) => value);
}

function notice(words, role = "status") {
  const box = document.createElement("div");
  box.className = "app-kept";
  box.setAttribute("role", role);
  const text = document.createElement("p");
  text.append(words);
  box.append(text);
  return box;
}

function choice(box, words, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small app-kept__button";
  button.textContent = words;
  button.addEventListener("click", act);
  box.append(button);
}

const when = (at) => new Date(at).toLocaleString("en-GB", { weekday: "long", hour: "numeric", minute: "2-digit" });

function offer(form, draft) {
  const box = notice(`You typed something here on ${when(draft.at)} that was not saved. It is still on this device.`);
  choice(box, "Put it back", () => {
    const lost = fill(form, draft.entries);
    keep(form);
    const done = notice("It is back in the form below. It is not saved yet.");
    if (lost.length) done.append(`There is no box any more for: ${lost.join(" / ")}`);
    box.replaceWith(done);
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
  choice(box, "Throw it away", () => {
    store.remove(nameOf(form));
    box.remove();
  });
  form.prepend(box);
}

/** On other pages: the way back to what is not saved; and where its form is there no more, the words themselves. */
function remind() {
  const here = new Set(formsOf(document).map(nameOf));
  const name = store.all().find((one) => !here.has(one) && store.get(one)?.path);
  const main = document.getElementById("maincontent");
  if (!name || !main) return;
  const draft = store.get(name);
  const away = draft.path !== location.pathname;
  const box = notice(`Something you typed on ${when(draft.at)} is not saved. It is kept on this device. `);
  if (away) {
    const link = document.createElement("a");
    link.href = draft.path;
    link.textContent = "Go back to it";
    box.firstChild.append(link);
  } else {
    const words = draft.entries.filter(([key, value]) => value && !OWN.has(key) && !/^\d+$/.test(value)).map(([, value]) => value);
    box.firstChild.append(`Its form is not here any more. You wrote: ${words.join(" / ")}`);
  }
  choice(box, "Throw it away", () => {
    store.remove(name);
    box.remove();
  });
  main.prepend(box);
}

/** What the server has says a cookie that came with its answer; whatever is too old or another's goes too. */
function tidy() {
  const saved = document.cookie.split("; ").find((one) => one.startsWith("saved="))?.slice("saved=".length);
  if (saved) {
    store.remove(`${PREFIX}${person}:${saved}`);
    document.cookie = "saved=; Max-Age=0; Path=/; SameSite=Lax";
  }
  for (const name of store.all()) {
    const draft = store.get(name);
    const another = person && !name.startsWith(`${PREFIX}${person}:`);
    if (another || !draft?.entries || Date.now() - draft.at > LONGEST) store.remove(name);
  }
}

function sayOffline(form) {
  form.querySelector("[data-offline]")?.remove();
  const box = notice("You are not connected, so nothing was sent. What you typed is kept on this device. Press the button again when you are connected.", "alert");
  box.dataset.offline = "";
  (form.querySelector(".app-buttons, button[type=submit]:not(.nhsuk-u-visually-hidden)") ?? form).before(box);
}

function onSubmit(event) {
  const form = event.target;
  if (form.action.endsWith("/accounts/logout/")) store.all().forEach(store.remove);
  if (!form.elements.keep) return;
  put(form);
  if (navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  sayOffline(form);
}

/** Who was signed out while they wrote is told at the sign-in page that it is not lost. */
function comfort() {
  const main = document.getElementById("maincontent");
  if (!main?.querySelector("input[type=password]") || !store.all().length) return;
  main.prepend(notice("What you typed before is not saved yet. It is kept on this device, and offered to you again once you have signed in."));
}

export function keepForms() {
  tidy();
  if (!person) {
    comfort();
    return;
  }
  for (const form of formsOf(document)) {
    opened.set(form, wordsOf(entriesOf(form)));
    const draft = store.get(nameOf(form));
    if (draft && wordsOf(draft.entries) !== opened.get(form)) offer(form, draft);
  }
  remind();
  document.addEventListener("input", (event) => event.target.form?.elements.keep && keep(event.target.form));
  // Before every other listener, so that what is not sent is not taken for sent.
  window.addEventListener("submit", onSubmit, { capture: true });
  window.addEventListener("online", () => document.querySelectorAll("[data-offline] p").forEach((text) => { text.textContent = "You are connected again. Press the button to save."; }));
}

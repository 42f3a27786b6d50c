// Before the first paint, so that parts which need a script to open are not hidden where scripts do not run.
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
}

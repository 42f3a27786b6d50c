/**
 * Reads the style rules that a plotly.js bundle adds to the page while it loads, by loading it in an empty
 * context whose style sheet only keeps what it is given.
 */
import vm from "node:vm";

/** An object on which every property can be read and called; it stands for the browser's own. */
function anything() {
  const target = function () {};
  return new Proxy(target, {
    get: (_, name) => (name === Symbol.toPrimitive ? () => "" : anything()),
    set: () => true,
    apply: () => anything(),
    construct: () => anything(),
  });
}

/**
 * The rules in the order in which the browser would apply them, each as CSS text.
 *
 * @param {string} bundle - source of a plotly.js bundle
 * @returns {string[]}
 */
export function plotlyRules(bundle) {
  const rules = [];
  const sheet = { insertRule: (rule, index) => rules.splice(index, 0, rule) };
  const style = { sheet, setAttribute() {}, appendChild() {} };
  const document = new Proxy(
    {
      getElementById: () => null,
      createElement: (name) => (name === "style" ? style : anything()),
    },
    { get: (known, name) => (name in known ? known[name] : anything()) },
  );
  const context = { document, navigator: { userAgent: "" }, DOMParser: anything() };
  context.window = context.self = context.globalThis = context;
  vm.runInNewContext(bundle, context, { timeout: 30_000 });
  return rules;
}

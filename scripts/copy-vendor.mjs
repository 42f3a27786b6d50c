/**
 * Copies the front-end files that pages load from node_modules into static/vendor, so that the browser
 * asks no other origin for anything. Two files need work on the way:
 *
 * - the NHS.UK stylesheet asks assets.nhs.uk for its fonts and expects its images at /assets; the fonts'
 *   rules are dropped (pages fall back to Arial, as NHS.UK's own do) and the images are asked for beside it;
 * - Plotly writes its style rules into the page at run time, which a strict Content-Security-Policy refuses;
 *   plotly.css is those same rules as a file.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { plotlyRules } from "./plotly-rules.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, "node_modules");
const TARGET = join(ROOT, "static", "vendor");

// A Plotly release that moves its rules elsewhere would leave charts unstyled without a word.
const FEWEST_PLOTLY_RULES = 30;

const read = (...path) => readFileSync(join(MODULES, ...path), "utf8");

function write(text, ...path) {
  const file = join(TARGET, ...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Source maps are not copied, and a reference to a missing file stops Django's hashed static files. */
const withoutSourceMap = (text) =>
  text.replace(/\/\*# sourceMappingURL=[^*]*\*\/|\/\/# sourceMappingURL=\S+/g, "").trimEnd() + "\n";

function nhsukStylesheet() {
  const css = read("nhsuk-frontend", "dist", "nhsuk", "nhsuk-frontend.min.css")
    .replace(/@font-face\{[^}]*\}/g, "")
    .replaceAll("url(/assets/", "url(");
  return withoutSourceMap(css);
}

function copyNhsuk() {
  write(nhsukStylesheet(), "nhsuk", "nhsuk-frontend.min.css");
  write(withoutSourceMap(read("nhsuk-frontend", "dist", "nhsuk", "nhsuk-frontend.min.js")), "nhsuk", "nhsuk-frontend.min.js");
  cpSync(join(MODULES, "nhsuk-frontend", "dist", "nhsuk", "assets"), join(TARGET, "nhsuk"), { recursive: true });
}

function copyPlotly() {
  const bundle = read("plotly.js-basic-dist-min", "plotly-basic.min.js");
  const rules = plotlyRules(bundle);
  if (rules.length < FEWEST_PLOTLY_RULES) {
    throw new Error(`found only ${rules.length} style rules in Plotly's bundle, expected at least ${FEWEST_PLOTLY_RULES}`);
  }
  write(withoutSourceMap(bundle), "plotly-basic.min.js");
  write(rules.join("\n") + "\n", "plotly.css");
}

/** The fonts that the server draws pictures with for download; pages do not ask for them. */
function copyFonts() {
  const arimo = join(MODULES, "@expo-google-fonts", "arimo");
  for (const [folder, name] of [["400Regular", "Regular"], ["700Bold", "Bold"]]) {
    cpSync(join(arimo, folder, `Arimo_${folder}.ttf`), join(TARGET, "fonts", `Arimo-${name}.ttf`));
  }
  cpSync(join(arimo, "LICENSE_FONT"), join(TARGET, "fonts", "LICENSE"));
}

/** Fails when a stylesheet would make the browser ask another origin, or ask for a file that is not there. */
function checkStylesheets() {
  for (const entry of readdirSync(TARGET, { recursive: true }).filter((name) => name.endsWith(".css"))) {
    const file = join(TARGET, entry);
    for (const [, url] of readFileSync(file, "utf8").matchAll(/url\(["']?(?!data:)([^"')]+)["']?\)/g)) {
      if (/^(?:[a-z]+:)?\/\//i.test(url) || url.startsWith("/")) {
        throw new Error(`${relative(ROOT, file)} asks for ${url}, which is outside the stylesheet's own folder`);
      }
      readFileSync(join(dirname(file), url));
    }
  }
}

function main() {
  rmSync(TARGET, { recursive: true, force: true });
  copyNhsuk();
  copyPlotly();
  copyFonts();
  write(withoutSourceMap(read("htmx.org", "dist", "htmx.min.js")), "htmx.min.js");
  // The accessibility checker of the browser tests: no page loads it, and a production image does not install it.
  if (existsSync(join(MODULES, "axe-core"))) {
    write(withoutSourceMap(read("axe-core", "axe.min.js")), "axe.min.js");
  }
  checkStylesheets();
}

try {
  main();
} catch (error) {
  console.error(`copy-vendor: ${error.message}`);
  process.exit(1);
}

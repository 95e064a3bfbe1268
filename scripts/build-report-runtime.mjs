/**
 * Bundles what a report carries inside: Vega with its expression interpreter, and the page's own script. Charts are
 * compiled from Vega-Lite when a report is written, so the compiler stays out, and so do the families of transforms that
 * no chart has: a report carries what is bundled here. Writes dist/report-runtime.js, and dist/report-live.js: the compiled
 * evaluator and the plan search, which a page unpacks when it is asked something.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Registered by `vega` all together; a chart that came to need one would not be drawn, which a test in a browser tells. */
const UNUSED = /^vega-(geo|force|hierarchy|label|regression|voronoi|wordcloud|crossfilter)$/;
const withoutUnused = {
  name: "without-unused-transforms",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: "unused" }));
    onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "export {};" }));
  },
};

/**
 * What stands in for parts of the evaluator that a page must not have: schemas, for what comes into a page has been
 * checked, and code made of text, which its policy forbids.
 */
const withoutSchemas = {
  name: "without-schemas",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^zod$/ }, () => ({ path: "zod", namespace: "inert" }));
    onLoad({ filter: /.*/, namespace: "inert" }, () => ({
      contents:
        "const inert = new Proxy(function () {}, { get: () => inert, apply: () => inert }); export const z = inert;",
    }));
    onLoad({ filter: /function-of-code[.]ts$/ }, () => ({
      contents: 'export function functionOfCode() { throw new Error("a page makes no code of text"); }',
    }));
  },
};

async function bundle(entry, out, plugins) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../src/${entry}`, import.meta.url))],
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    plugins,
    write: false,
    logLevel: "warning",
  });
  const file = fileURLToPath(new URL(`../dist/${out}`, import.meta.url));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}.tmp`, outputFiles[0].contents);
  renameSync(`${file}.${process.pid}.tmp`, file);
}

await bundle("report/browser/main.ts", "report-runtime.js", [withoutUnused]);
await bundle("live/main.ts", "report-live.js", [withoutSchemas]);

/**
 * Bundles what a report carries inside: Vega with its expression interpreter, and the page's own script. Charts are
 * compiled from Vega-Lite when a report is written, so the compiler stays out, and so do the families of transforms that
 * no chart has: a report carries what is bundled here. Writes dist/report-runtime.js.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const out = fileURLToPath(new URL("../dist/report-runtime.js", import.meta.url));

/** Registered by `vega` all together; a chart that came to need one would not be drawn, which a test in a browser tells. */
const UNUSED = /^vega-(geo|force|hierarchy|label|regression|voronoi|wordcloud|crossfilter)$/;
const withoutUnused = {
  name: "without-unused-transforms",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: "unused" }));
    onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "export {};" }));
  },
};

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("../src/report/browser/main.ts", import.meta.url))],
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  plugins: [withoutUnused],
  write: false,
  logLevel: "warning",
});
mkdirSync(fileURLToPath(new URL("../dist", import.meta.url)), { recursive: true });
writeFileSync(`${out}.${process.pid}.tmp`, outputFiles[0].contents);
renameSync(`${out}.${process.pid}.tmp`, out);

/**
 * Makes a static site of README, docs/ and the shipped reports, for any server or none:
 *
 *   npm run site                          into site/
 *   node scripts/site.mjs --out FOLDER    elsewhere
 *   node scripts/site.mjs --pages         without rendering the reports, which takes most of the time
 *
 * Pages have no script, ask for nothing of the network and say so in their policy; reports are the self-contained pages
 * that `dse report` makes of the committed results.
 */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";
import { parse } from "yaml";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { values } = parseArgs({
  options: { out: { type: "string", default: "site" }, pages: { type: "boolean", default: false } },
});
const out = resolve(values.out);

const markdownIn = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".md"))
    .map((file) => `${folder}/${file}`);
const studies = readdirSync("reports").filter((id) => existsSync(`reports/${id}/study.yaml`));
const answered = studies.filter((id) => existsSync(`reports/${id}/results.json`));
const told = studies.filter((id) => !answered.includes(id)).map((id) => `reports/${id}/report.md`);

/** What is in the bar at the top of each page, in its order. */
const CHAPTERS = [
  ["README.md", "dse"],
  ["docs/tutorial.md", "Tutorial"],
  ["docs/cookbook.md", "Cookbook"],
  ["docs/spec-language.md", "Specs"],
  ["docs/reference/commands.md", "Reference"],
  ["docs/faq.md", "Questions"],
  ["reports/index.md", "Reports"],
];

const REPORTS = "reports/index.md";
const pages = {
  ...Object.fromEntries(
    [
      "README.md",
      "CONTRIBUTING.md",
      "CHANGELOG.md",
      ...markdownIn("docs"),
      ...markdownIn("docs/reference"),
      ...told,
    ]
      .filter((file) => existsSync(file))
      .map((file) => [file, readFileSync(file, "utf8")]),
  ),
  [REPORTS]: reportsPage(),
};

function reportsPage() {
  const rows = studies.map((id) => {
    const { name, question } = parse(readFileSync(`reports/${id}/study.yaml`, "utf8"));
    return `- [${name}](${id}/${answered.includes(id) ? "report.html" : "report.md"}): ${question}`;
  });
  return `# Shipped reports\n\nEach is the answer to a study in \`reports/\`, as \`dse run ID\` gives it.\n\n${rows.join("\n")}\n`;
}

/** The anchor that GitHub gives a heading. */
const slugOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const htmlOf = (page) => (page === "README.md" ? "index.html" : page.replace(/[.]md$/, ".html"));

/** From one page to another, by what they are called in the repository; undefined where the site has no such thing. */
function linkFrom(page, link) {
  if (/^[a-z]+:/.test(link) || link.startsWith("#")) return link;
  const [path, anchor] = link.split("#");
  const target = posix.normalize(posix.join(posix.dirname(page), path));
  const place = placeOf(target);
  if (place === undefined) return undefined;
  const relative = posix.relative(posix.dirname(htmlOf(page)), place) || posix.basename(place);
  return anchor === undefined ? relative : `${relative}#${anchor}`;
}

function placeOf(target) {
  if (Object.hasOwn(pages, target)) return htmlOf(target);
  const report = /^reports\/([^/]+)\/report[.](?:md|html)$/.exec(target)?.[1];
  if (answered.includes(report)) return `reports/${report}/report.html`;
  if (!existsSync(target) || statSync(target).isDirectory()) return undefined;
  mkdirSync(join(out, dirname(target)), { recursive: true });
  cpSync(target, join(out, target));
  return target;
}

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function renderer(page) {
  return {
    heading({ tokens, depth, text }) {
      const id = slugOf(text.replaceAll("`", ""));
      return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    link({ href, tokens }) {
      const to = linkFrom(page, href);
      const says = this.parser.parseInline(tokens);
      return to === undefined ? says : `<a href="${escape(to)}">${says}</a>`;
    },
    table(token) {
      const cells = (row, open, close) =>
        `<tr>${row.map(({ tokens }) => `${open}${this.parser.parseInline(tokens)}${close}`).join("")}</tr>`;
      const head = cells(token.header, '<th scope="col">', "</th>");
      const rows = token.rows.map((row) => cells(row, "<td>", "</td>")).join("\n");
      return `<div class="wide" tabindex="0"><table><thead>${head}</thead><tbody>${rows}</tbody></table></div>\n`;
    },
    code({ text }) {
      return `<pre tabindex="0"><code>${escape(text)}</code></pre>\n`;
    },
    image: ({ text }) => escape(text),
  };
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --quiet: #57606a; --line: #d0d7de; --code: #f3f5f7; --link: #0b57b0 }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e8ee; --paper: #12161b; --quiet: #9aa6b2; --line: #39424c; --code: #1c222a; --link: #7db4ff } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
a { color: var(--link) }
.skip { position: absolute; left: -99em } .skip:focus { left: 1em; top: 1em; background: var(--paper); padding: .5em }
nav { border-bottom: 1px solid var(--line); padding: .6em 1.2em } nav ul { display: flex; flex-wrap: wrap; gap: .3em 1.3em; list-style: none; margin: 0; padding: 0 }
nav a { text-decoration: none } nav a[aria-current] { color: var(--ink); font-weight: 650 }
main { max-width: 54rem; margin: 0 auto; padding: 1.2em } h1, h2, h3 { line-height: 1.25 } h2 { margin-top: 2em }
code { font: .88em/1.45 ui-monospace, monospace; background: var(--code); border-radius: 4px; padding: .1em .3em; overflow-wrap: anywhere }
pre { background: var(--code); border-radius: 6px; padding: .8em 1em; overflow-x: auto } pre code { padding: 0; overflow-wrap: normal }
.wide { overflow-x: auto } table { border-collapse: collapse; font-size: .92em } th, td { border-bottom: 1px solid var(--line); padding: .35em .8em .35em 0; text-align: left; vertical-align: top } td { min-width: 5em }
@media print { nav, .skip { display: none } main { max-width: none; padding: 0 } pre { white-space: pre-wrap } .wide { overflow: visible } }
`;
const styleHash = createHash("sha256").update(STYLE).digest("base64");

function pageOf(page, text) {
  const title = /^# (.+)$/m.exec(text)?.[1] ?? "dse";
  const body = new Marked({ renderer: renderer(page) }).parse(text);
  const chapters = CHAPTERS.map(([file, name]) => {
    const current = file === page ? ' aria-current="page"' : "";
    return `<li><a href="${linkFrom(page, posix.relative(posix.dirname(page), file))}"${current}>${name}</a></li>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title.replaceAll("`", ""))}${title === "dse" ? "" : " · dse"}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<nav aria-label="Chapters"><ul>${chapters.join("")}</ul></nav>
<main id="main">
${body}</main>
</body>
</html>
`;
}

function write(file, text) {
  mkdirSync(join(out, dirname(file)), { recursive: true });
  writeFileSync(join(out, file), text);
}

rmSync(out, { recursive: true, force: true });
for (const [page, text] of Object.entries(pages)) write(htmlOf(page), pageOf(page, text));

if (!values.pages) {
  const { htmlReport, parseResults } = await import("../dist/internal.js");
  const runtime = readFileSync("dist/report-runtime.js", "utf8");
  for (const id of answered) {
    const file = `reports/${id}/results.json`;
    const results = parseResults(readFileSync(file, "utf8"), file);
    write(`reports/${id}/report.html`, await htmlReport(results, { runtime }));
  }
}
process.stderr.write(
  `${Object.keys(pages).length} pages and ${values.pages ? 0 : answered.length} reports in ${out}\n`,
);

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { inflateRawSync } from "node:zlib";
import { fold } from "../../../src/report/parts/html/fold.ts";
import { dataBlock, html, raw } from "../../../src/report/parts/html/markup.ts";
import { htmlReport } from "../../../src/report/study/html-report.ts";
import { fixtureResults } from "../fixtures/results.ts";

const runtime = 'const end = "</script><!--"; void end;';
const page = await htmlReport(fixtureResults(), { runtime });
const sha256 = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

test("interpolated text is escaped, markup is not", () => {
  expect(html`<p title="${'"'}">${"<b>&"}${raw("<i></i>")}${[html`<u>${1}</u>`, "'"]}</p>`.markup).toBe(
    '<p title="&quot;">&lt;b&gt;&amp;<i></i><u>1</u>&#39;</p>',
  );
});

test("a data block cannot be ended by its text", () => {
  const { markup } = dataBlock({ text: "</script>" });
  expect(markup.match(/<\/script>/g)).toHaveLength(1);
  const packed = Buffer.from(markup.replace(/^<script[^>]*>|<\/script>$/g, ""), "base64");
  expect(JSON.parse(inflateRawSync(packed).toString())).toEqual({ text: "</script>" });
});

test("a fold ends with its own noscript: what stands in it for readers without scripts is a division there", () => {
  const { markup } = fold({ summary: "More", id: "more" }, html`<noscript><i>text</i></noscript>`);
  expect(markup).toContain('<details id="more">');
  expect(markup.match(/<noscript>[\s\S]*?<\/noscript>/)?.[0]).toBe(
    '<noscript><div class="without-script"><i>text</i></div></noscript>',
  );
});

test("the policy allows the inlined style and scripts by their hashes, and nothing else", () => {
  const policy = /Content-Security-Policy"\s+content="([^"]*)"/.exec(page)?.[1] ?? "";
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
  const loader = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";
  const packed = /<script type="application\/deflate" id="runtime">([^<]*)<\/script>/.exec(page)?.[1] ?? "";
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    `script-src '${sha256(loader)}' '${sha256(runtime)}'`,
    `style-src '${sha256(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(inflateRawSync(Buffer.from(packed, "base64")).toString()).toBe(runtime);
});

test("nothing is loaded from anywhere", () => {
  const markup = page.replace(/<script[\s\S]*?<\/script>/g, "");
  expect(markup).not.toMatch(/\b(src|srcset|action|ping|poster)=/);
  expect([...markup.matchAll(/href="([^"]*)"/g)].filter(([, target]) => !target?.startsWith("#"))).toEqual(
    [],
  );
  expect(markup).not.toMatch(/url\(|@import|<link|<iframe|<img/);
});

test("no style or handler stands in an attribute, where the policy would refuse it", () =>
  expect(page.replace(/<(script|style)[\s\S]*?<\/\1>/g, "")).not.toMatch(/<[^>]*\s(style|on\w+)=/));

test("text from specs is text", () => {
  expect(page).toContain(
    "Escaping is tested with &lt;/script&gt;&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quotes&quot;.",
  );
  expect(page).not.toContain("<b>bold");
});

test("every input stands in the page with its status, range, source and line", () => {
  const rows = page.match(/<tr data-status=/g) ?? [];
  expect(rows).toHaveLength(5 * 6 + 3 * 1);
  expect(page).toContain("own measurement &lt;2026&gt;");
  expect(page).toContain("arch-specs/bow.arch.yaml:12");
});

test("links within the page lead somewhere, and ids are unique", () => {
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
});

test("the original wording of a claim is marked as Chinese", () =>
  expect(page).toMatch(/<blockquote lang="zh">\s*我们最近推出的Bow IPU/));

test("the same results give the same bytes", async () =>
  expect(await htmlReport(fixtureResults(), { runtime })).toBe(page));

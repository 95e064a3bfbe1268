import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const site = mkdtempSync(join(tmpdir(), "dse-site-"));
let pages: Readonly<Record<string, string>>;
beforeAll(() => {
  execFileSync(process.execPath, ["scripts/site.mjs", "--pages", "--out", site], { stdio: "pipe" });
  const files = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".html"),
  );
  pages = Object.fromEntries(files.map((file) => [file, readFileSync(join(site, file), "utf8")]));
});
afterAll(() => rmSync(site, { recursive: true }));

/** Reports that the whole site has, where a study is answered. */
const isReport = (file: string): boolean => {
  const [, id] = /^reports[/\\]([^/\\]+)[/\\]report[.]html$/.exec(file) ?? [];
  return id !== undefined && existsSync(`reports/${id}/results.json`);
};

test("there is a page of README, each page of docs/ and each report that is told", () => {
  expect(Object.keys(pages)).toEqual(
    expect.arrayContaining([
      "index.html",
      join("docs", "tutorial.html"),
      join("docs", "reference", "specs.html"),
    ]),
  );
  expect(Object.keys(pages).length).toBeGreaterThan(20);
});

test("every link leads to a page, a file or a heading that is there", () => {
  const broken = Object.entries(pages).flatMap(([file, text]) =>
    [...text.matchAll(/ href="([^"]+)"/g)]
      .map((match) => match[1]!)
      .filter((link) => !/^https?:/.test(link) && !leads(file, link))
      .map((link) => `${file}: ${link}`),
  );
  expect(broken).toEqual([]);
});

function leads(from: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? resolve(site, from) : resolve(site, dirname(from), path);
  if (isReport(relative(site, target))) return true;
  if (!existsSync(target)) return false;
  return anchor === undefined || readFileSync(target, "utf8").includes(` id="${anchor}"`);
}

test("no page asks for anything: no script, no picture, no style but its own", () => {
  for (const [file, text] of Object.entries(pages)) {
    expect(text, file).toContain(`content="default-src 'none'; style-src 'sha256-`);
    expect(text.match(/<(script|img|link|iframe|object|video|audio)\b|@import|url\(/gi), file).toBeNull();
  }
});

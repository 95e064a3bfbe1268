import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

/** Conventions that no compiler checks. See CONTRIBUTING.md. */
const committed = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" })
  .split("\0")
  .filter((file) => file !== "" && existsSync(file));
const sources = committed.filter((file) => /^src\/.*[.]ts$/.test(file));
const texts = committed.filter((file) => /[.](ts|mjs|cjs|js|md|ya?ml|json|sh)$|^[.]ci\/run$/.test(file));

describe("files", () => {
  test("a source file has at most 300 lines", () =>
    expect(sources.filter((file) => readFileSync(file, "utf8").split("\n").length - 1 > 300)).toEqual([]));

  test("a source file is named in kebab-case", () =>
    expect(sources.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*[.]ts$/.test(basename(file)))).toEqual([]));

  test("a file is named for what it holds: no folder or file called utils, helpers, common or types", () =>
    expect(sources.filter((file) => /(^|\/)(utils?|helpers?|common|types)([.]ts$|\/)/.test(file))).toEqual(
      [],
    ));

  test("nothing refers to places outside the repository or to unfinished work", () => {
    const forbidden = [
      ["/work", "/main"],
      ["/work", "/wt"],
      ["/work", "/shared"],
      ["..", "/shared"],
      ["TO", "DO"],
      ["FIX", "ME"],
    ].map((parts) => parts.join(""));
    const found = texts.flatMap((file) => {
      const text = readFileSync(file, "utf8");
      return forbidden.filter((word) => text.includes(word)).map((word) => `${file}: ${word}`);
    });
    expect(found).toEqual([]);
  });

  test("a relative link in a page leads to a file, and a link to a heading to a heading", () => {
    const broken = committed
      .filter((file) => file.endsWith(".md") && !file.startsWith("reports/"))
      .flatMap((page) =>
        linksOf(page)
          .filter((link) => !leadsSomewhere(page, link))
          .map((l) => `${page}: ${l}`),
      );
    expect(broken).toEqual([]);
  });
});

test("what an operator's kind decides stands in a record of all kinds, not in a question asked elsewhere", () => {
  const asked =
    /kind\)? (===|!==) "(matmul|convolution|vector|gather)"|case "(matmul|convolution|vector|gather)"/;
  expect(sources.filter((file) => asked.test(readFileSync(file, "utf8")))).toEqual([]);
});

describe("registries", () => {
  const registries = [
    "src/cli/commands",
    "src/result/metrics",
    "src/report/study/charts",
    "src/report/sweep/charts",
    "src/workload/operators",
    "src/workload/families",
  ].filter((folder) => existsSync(join(folder, "index.ts")));

  test.each(registries)("every file of %s is in its registry, or is used by one that is", (folder) => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
    const reached = new Set(["index.ts"]);
    for (const file of reached)
      for (const [, imported] of readFileSync(join(folder, file), "utf8").matchAll(/ from "[.]\/([^"/]+)"/g))
        reached.add(imported!);
    expect(files.filter((file) => !reached.has(file))).toEqual([]);
  });
});

describe("specs", () => {
  const specs = [
    ...committed.filter((file) => /^arch-specs\/.*[.](arch|process)[.]yaml$/.test(file)),
    ...committed.filter((file) => /^workloads\/[^_].*[.]workload[.]yaml$/.test(file)),
  ];

  test("the id of a spec is the name of its file", () => {
    const wrong = specs.filter((file) => {
      const id = /^id: *(\S+)/m.exec(readFileSync(file, "utf8"))?.[1];
      return id !== basename(file).replace(/[.](arch|process|workload)[.]yaml$/, "");
    });
    expect(wrong).toEqual([]);
  });

  test("the id of a study is the name of its folder", () => {
    const studies = committed.filter((file) => /^reports\/[^/]+\/study[.]yaml$/.test(file));
    const wrong = studies.filter(
      (file) => /^id: *(\S+)/m.exec(readFileSync(file, "utf8"))?.[1] !== basename(dirname(file)),
    );
    expect(studies.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  test("a spec names its schema in its first line, so that editors check it", () => {
    const missing = specs.filter(
      (file) => !/^# yaml-language-server: \$schema=\S+\n/.test(readFileSync(file, "utf8")),
    );
    expect(missing).toEqual([]);
  });
});

function linksOf(page: string): readonly string[] {
  const text = readFileSync(page, "utf8").replace(/^```.*?^```/gms, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!).filter((l) => !/^[a-z]+:/.test(l));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path, anchor] = link.split("#") as [string, string | undefined];
  const target = path === "" ? page : join(dirname(page), path);
  if (!existsSync(target)) return false;
  if (anchor === undefined || statSync(target).isDirectory()) return true;
  const headings = [...readFileSync(target, "utf8").matchAll(/^#+ (.+)$/gm)].map((match) =>
    slugOf(match[1]!),
  );
  return headings.includes(anchor);
}

/** The anchor that GitHub gives a heading. */
const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

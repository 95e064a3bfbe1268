import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Terms with their names in code: the first two columns of the table. */
const rows = readFileSync("docs/glossary.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(1)
  .map((line) => line.split("|").map((column) => column.trim()));

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(`src/${file}`, "utf8"));
const code = sources.join("\n");
const exported = new Set(
  sources.flatMap((text) =>
    [...text.matchAll(/^export (?:async )?(?:function\*?|const|interface|type|class) (\w+)/gm)].map(
      ([, name]) => name!,
    ),
  ),
);

/** Words of the terms themselves. What they are called in code has others beside: `priceAllReduce` is no price. */
const terms = new Set(
  rows.flatMap(([, term = ""]) => term.split(/[^\w]+/).map((word) => singular(word.toLowerCase()))),
);

/** Exported names that a word must stand in before the glossary has to know it. */
const MANY = 12;

test("names of the glossary stand in the code", () => {
  const named = rows.flatMap(([, , names = ""]) =>
    [...names.matchAll(/`(\w+)…?`/g)].map(([, name]) => name!),
  );
  expect(named.filter((name) => !new RegExp(`\\b${name}`).test(code))).toEqual([]);
});

test(`a word of ${MANY} exported names is in the glossary, or a plain one`, () => {
  const users = new Map<string, number>();
  for (const name of exported)
    for (const word of new Set(wordsOf(name))) users.set(word, (users.get(word) ?? 0) + 1);
  const unknown = [...users]
    .filter(([word, count]) => word.length > 2 && count >= MANY && !PLAIN.has(word) && !isTerm(word))
    .map(([word]) => word);
  expect(unknown).toEqual([]);
});

test("no word that counts as plain is one that nobody uses, or a term", () => {
  const used = new Set([...exported].flatMap(wordsOf));
  expect([...PLAIN].filter((word) => !used.has(word) || isTerm(word))).toEqual([]);
});

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[ _]/)
    .map((word) => word.toLowerCase());
}

function isTerm(word: string): boolean {
  return terms.has(singular(word));
}

function singular(word: string): string {
  return word.replace(/(?<=s|x|sh|ch)es$|ies$|s$/, "");
}

/** Words of programs, of arithmetic, of physics and of any page: they mean here what they mean everywhere. */
const PLAIN = new Set(
  `
  all asked attention block chart check choice code compiled convolution create cycle cycles dollars
  elements energy event explain family file folder formula image index input kernel kind known law
  laws layer least load matmul name node open operator optimum options page parse per phase power
  price program quantity read row run saved schema search seconds section shape share size sizes
  sparse sram stage start sweep table text time training vector with work write
  `
    .trim()
    .split(/\s+/),
);

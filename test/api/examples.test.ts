import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";

const FOLDER = "docs/examples";
const PAGE = "docs/library.md";
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => basename(file, ".mjs"));

/** An example as the page shows it: without the line that asks for type-checking. */
const shown = (name: string): string =>
  readFileSync(join(FOLDER, `${name}.mjs`), "utf8").replace(/^\/\/ @ts-check\n/, "");
const marker = (name: string): string => `<!-- example: ${name} -->`;

/** The page with the code that stands after each marker replaced by that of the file. */
function drawn(page: string): string {
  return NAMES.reduce((text, name) => {
    const block = `${marker(name)}\n\n\`\`\`js\n${shown(name)}\`\`\`\n`;
    return text.replace(new RegExp(`${marker(name)}\\n(\\n\`\`\`js\\n[^]*?\`\`\`\\n)?`), () => block);
  }, page);
}

test("the page shows every example as it is in its file", () => {
  const page = readFileSync(PAGE, "utf8");
  if (process.env["UPDATE_GOLDEN"]) writeFileSync(PAGE, drawn(page));
  expect(NAMES.filter((name) => !page.includes(marker(name)))).toEqual([]);
  expect(readFileSync(PAGE, "utf8")).toBe(drawn(page));
});

const SAYS: Readonly<Record<string, RegExp>> = {
  evaluate: /stepTimeSeconds: 0[.]\d+.*matmul: /s,
  sweep: /^12 points, \d+ on the front\n(64|16|4) \d+ .*best MFU at \d+ chips\n$/s,
  "find-plan": /tensorParallel: \d+.* s a step, the best of \d+ plans\n.*\[/s,
  "own-machine": /^1[.]\d+ times as fast\n$/,
  report: /^# bow-pod16, mk2-pod16 on resnet-50\n$/,
};

/** What each prints, all run one after the other in one process: to open the package takes longer than they do. */
function printed(): readonly string[] {
  const mark = "=====\n";
  const script = NAMES.map((name) => `await import("./${FOLDER}/${name}.mjs"); console.log("=====");`).join(
    "\n",
  );
  const options = ["--input-type=module", "--eval", script];
  return execFileSync(process.execPath, options, { encoding: "utf8" }).split(mark);
}

test("each runs against the built package and says what it is for", () => {
  const outputs = printed();
  expect(outputs).toHaveLength(NAMES.length + 1);
  NAMES.forEach((name, at) => expect(outputs[at], name).toMatch(SAYS[name]!));
});

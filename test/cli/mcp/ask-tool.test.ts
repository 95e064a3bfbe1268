import { expect, test } from "vitest";
import type { Program } from "../../../src/cli/command.ts";
import type { ExitCode } from "../../../src/cli/exit-code.ts";
import { askTool } from "../../../src/cli/mcp/ask-tool.ts";
import { tools } from "../../../src/cli/mcp/tools.ts";
import { fakeShell } from "../fake-shell.ts";

const PAIR = { system: "bow-pod16", workload: "bert-large" };

/** A tool asked of a program that only says what it is told to. */
async function asked(
  name: string,
  input: object,
  { code = 0, out = "{}\n", err = "" }: { code?: ExitCode; out?: string; err?: string } = {},
) {
  const seen: { argv: readonly string[]; stdin: () => string } = { argv: [], stdin: () => "" };
  const program: Program = {
    commands: [],
    answer: (argv, shell) => {
      Object.assign(seen, { argv, stdin: () => shell.readInput() });
      shell.out(out);
      shell.err(err);
      return Promise.resolve(code);
    },
  };
  const tool = tools.find((one) => one.name === name)!;
  const { content, isError } = await askTool(tool, input, { shell: fakeShell(), program });
  return { ...seen, texts: content.map(({ text }) => text), isError };
}

test("each value travels in one word with its option, and the answer is asked as JSON", async () => {
  const { argv } = await asked("plan", { ...PAIR, set: { "chip.clock": "1.6 GHz", x: "--help" }, top: 2 });
  expect(argv).toEqual([
    ...["plan", "--system=bow-pod16", "--workload=bert-large", "--top=2", "--limit-seconds=30"],
    ...["--set=chip.clock=1.6 GHz", "--set=x=--help", "--json", "--quiet"],
  ]);
});

test("what stands on stderr beside an answer is told after it", async () => {
  const { texts, isError } = await asked("plan", PAIR, { err: "note: half of it\n" });
  expect({ texts, isError }).toEqual({ texts: ["{}", "note: half of it"], isError: false });
});

test.each([
  ["plan", 1, "{}\n", false], // nothing fits, and why
  ["plan", 1, "", true], // there is no plan to speak of: stderr says so
  ["plan", 2, "{}\n", true],
  ["plan", 70, "", true],
  ["check", 2, "{}\n", false], // what is wrong was asked
  ["check", 2, "", true],
] as const)("%s with exit code %i and %j on stdout: an error? %s", async (name, code, out, isError) => {
  const input = name === "check" ? { files: ["bow"] } : PAIR;
  const answer = await asked(name, input, { code, out, err: "told\n" });
  expect(answer.isError).toBe(isError);
  expect(answer.texts.at(-1)).toBe("told");
});

test("of more than 500 points the rest is counted; a long value of JSON is whole", async () => {
  const points = Array.from({ length: 1703 }, (_, index) => `{"index":${index}}\n`).join("");
  const space = { systems: ["bow-pod16"], workloads: ["bert-large"], set: { microBatch: "1,2" } };
  const [text = ""] = (await asked("sweep", space, { out: points })).texts;
  expect(text.split("\n")).toHaveLength(501);
  expect(text).toMatch(/\{"index":499\}\n1,203 more points were evaluated and are not shown/);
  const long = JSON.stringify(Array.from({ length: 600 }), null, 2);
  expect((await asked("plan", PAIR, { out: long })).texts).toEqual([long]);
});

test("evaluate leaves out what a page draws, and the specs that it was given", async () => {
  const result = { system: "bow-pod16", metrics: { mfu: 0.5 }, assumptions: ["one"] };
  const drawn = { gantt: [1], powerTrace: [2], tiles: {}, sensitivities: [] };
  const out = JSON.stringify({ schema: "s", tool: {}, systems: [1], results: [{ ...result, ...drawn }] });
  const [text = ""] = (await asked("evaluate", PAIR, { out })).texts;
  expect(JSON.parse(text)).toEqual({ schema: "s", tool: {}, results: [result] });
});

test("only a spec that is given as text is read as input", async () => {
  const { argv, stdin } = await asked("check", { text: "kind: chip\n" });
  expect(argv.slice(0, 2)).toEqual(["check", "-"]);
  expect(stdin()).toBe("kind: chip\n");
  const other = await asked("plan", { ...PAIR, workload: "-" });
  expect(other.stdin).toThrow("check");
});

import { expect, test } from "vitest";
import { withBeside } from "../../src/optimum/answer-optimum.ts";
import type { Budget } from "../../src/optimum/find-optimum.ts";
import { DEFAULT_LAW, SCALING_LAWS } from "../../src/optimum/laws/index.ts";
import { askedAnswer, besideText, isFound, limitText } from "../../src/report/optimum/optimum-words.ts";
import { terminalOptimum } from "../../src/report/optimum/terminal-optimum.ts";
import { answered } from "./answered.ts";

const DAY = 86_400;
const within = (dollars: number, money: Extract<Budget, { kind: "days-and-dollars" }>["money"]) =>
  answered({
    laws: [SCALING_LAWS[DEFAULT_LAW]],
    withCurves: false,
    budget: { kind: "days-and-dollars", seconds: DAY, dollars, money },
  });

const rich = await within(1e6, "depreciation");

test("of days and dollars what is spent first limits, and which it was is said", async () => {
  const asked = askedAnswer(rich);
  if (!isFound(asked)) throw new Error(asked.kind);
  const [taken, spent] = [asked.metrics["timeToTrainSeconds"] ?? 0, asked.metrics["costDollars"] ?? 0];
  expect(Math.abs(taken / DAY - 1)).toBeLessThan(0.02);
  expect(spent).toBeLessThan(1e6);
  expect(limitText(rich, asked)).toMatch(/^Time is what limits it; it takes \$[\d,]+ of \$1 M for dep/);

  // half of what the day took
  const poor = await within(spent / 2, "depreciation");
  const less = askedAnswer(poor);
  if (!isFound(less)) throw new Error(less.kind);
  expect(Math.abs((less.metrics["costDollars"] ?? 0) / (spent / 2) - 1)).toBeLessThan(0.02);
  expect(less.metrics["timeToTrainSeconds"]).toBeLessThan(0.6 * DAY);
  expect(limitText(poor, less)).toMatch(/^Money is what limits it: /);
});

test("rent counts the hours of the run in a cloud: 64 A100 at $2 an hour for $1,536 are 12 hours", async () => {
  const asked = askedAnswer(await within(64 * 2 * 12, "rent"));
  if (!isFound(asked)) throw new Error(asked.kind);
  expect((asked.metrics["timeToTrainSeconds"] ?? 0) / 3600).toBeCloseTo(12, 0);
});

test("a machine that costs more than the dollars is not bought", async () => {
  const asked = askedAnswer(await within(1e5, "purchase"));
  expect(asked).toMatchObject({ kind: "unreachable" });
  expect(asked.kind === "unreachable" && asked.because).toMatch(
    /^the purchase price of 64 × A100 is \$\d+, the budget \$100000$/,
  );
});

test("systems beside each other have a row each, and the one of least loss is named", async () => {
  const none = await within(1e5, "purchase");
  const both = withBeside({ ...rich, system: { ...rich.system, name: "A" } }, [none]);
  expect(besideText(both)).toBe("A reaches the least loss of these 2 systems.");
  expect(terminalOptimum(both)).toMatch(/^ {2}A +64 +[\d.]+ M? ?G? +[\d.]+ G /m);
  expect(terminalOptimum(both)).toMatch(/^ {2}64 × A100 +64 +the purchase price of 64 × A100 is/m);
  expect(withBeside(rich, [])).toBe(rich);
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { BASELINE_QUESTIONS, nameOf } from "../../../src/validate/fit/fit-baselines.ts";
import { writtenConstant } from "../../../scripts/written-constant.mjs";

interface Kept {
  readonly questions: readonly {
    readonly id: string;
    readonly constants: Readonly<
      Record<string, { readonly value: number; readonly low: number; readonly high: number }>
    >;
  }[];
}
const kept = JSON.parse(readFileSync("reports/validation/baseline-calibration.json", "utf8")) as Kept;

test.each(BASELINE_QUESTIONS)("specs have what the script fitted: $id", ({ id, constants }) => {
  const fit = kept.questions.find((question) => question.id === id);
  expect(fit).toBeDefined();
  for (const constant of constants) {
    const file = `arch-specs/${constant.spec}.${constant.kind === "chip" ? "arch" : "software"}.yaml`;
    const text = readFileSync(file, "utf8");
    const source = /scripts\/fit-baselines\.mjs: [^"]*/.exec(text)?.[0] ?? "";
    const fitted = fit!.constants[nameOf(constant)]!;
    expect(writtenConstant(text, constant.path, { ...fitted, source })).toBe(text);
  }
});

test("a constant is written in the unit that is there, below its own key", () => {
  const text =
    "a:\n  c:\n    value: 1 us\n    low: 1 us\n    high: 1 us\n    source: x\n    status: assumed\nc:\n  value: 7\n";
  const fitted = { value: 2.5e-6, low: 2e-6, high: 3e-6, source: "s" };
  expect(writtenConstant(text, "a.c", fitted)).toBe(
    'a:\n  c:\n    value: 2.5 us\n    low: 2 us\n    high: 3 us\n    source: "s"\n    status: calibrated\nc:\n  value: 7\n',
  );
  expect(() => writtenConstant(text, "a.d", fitted)).toThrow("no a.d in the spec");
});

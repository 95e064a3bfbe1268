import { expect, test } from "vitest";
import { BadInput, EXIT } from "../../src/cli/exit-code.ts";
import { refuseIllegal, tellNoPlan } from "../../src/cli/no-plan.ts";
import type { Shell } from "../../src/cli/shell.ts";

const PAIR = { system: "bow-pod4", workload: "bert-large" };

function told(why: Parameters<typeof tellNoPlan>[0]): { readonly code: number; readonly text: string } {
  let text = "";
  const shell = { err: (said: string) => void (text += said) } as unknown as Shell;
  return { code: tellNoPlan(why, PAIR, shell), text };
}

test("choices that break a rule are refused with the rule, and all that would be legal", () => {
  const illegal = {
    choices: { layersPerStage: [3, 4], ioTiles: 9 },
    rule: "a rule",
    legal: ["this", "that"],
  };
  expect(() => refuseIllegal(illegal)).toThrow(
    new BadInput("plan.layersPerStage=[3, 4], plan.ioTiles=9: a rule\n  legal: this, or that"),
  );
  expect(() => refuseIllegal({ ...illegal, choices: {} })).toThrow(
    new BadInput("a rule\n  legal: this, or that"),
  );
  const why = { kind: "illegal", made: { ioTiles: 9 }, rule: "a rule", legal: ["less"] } as const;
  expect(() => told(why)).toThrow(BadInput);
});

test("a memory that is short is an answer, exit 1, and says where to read on", () => {
  const why = { kind: "infeasible", resource: "SRAM" } as unknown as Parameters<typeof tellNoPlan>[0];
  expect(told(why)).toEqual({
    code: EXIT.refuted,
    text: "dse: bow-pod4 · bert-large does not fit: SRAM. Try: dse plan --system bow-pod4 --workload bert-large\n",
  });
  expect(told(undefined).text).toContain("bert-large does not fit. Try:");
});

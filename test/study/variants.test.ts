import { describe, expect, test } from "vitest";
import type { StudySpec } from "../../src/spec/kinds/study-spec.ts";
import { headline, SpecProblems } from "../../src/spec/yaml/spec-error.ts";
import { runSmall } from "./specs.ts";

const plan = { tensorParallel: 1, pipelineParallel: 4, microBatch: 1, recompute: "layer" } as const;

const withVariants = (variants: StudySpec["variants"], more: Partial<StudySpec> = {}) =>
  runSmall({ plan, variants, systems: ["bow-pod16", ...Object.keys(variants ?? {})], ...more });

async function problems(...asked: Parameters<typeof withVariants>): Promise<readonly string[]> {
  const error: unknown = await withVariants(...asked).catch((thrown: unknown) => thrown);
  return error instanceof SpecProblems ? error.errors.map(headline) : [];
}

describe("a variant", () => {
  test("is the system with these values, under its own id and by what was set", async () => {
    const { systems, results } = await withVariants({
      "slow-pod16": { of: "bow-pod16", set: { "chip.clock": "1.325 GHz" } },
    });
    const { results: whole } = await runSmall(
      { plan, systems: ["bow-pod16"] },
      { "chip.clock": "1.325 GHz" },
    );
    expect(systems.map(({ id, name }) => [id, name])).toEqual([
      ["bow-pod16", "Bow Pod16"],
      ["slow-pod16", "bow-pod16: clock 1.325 GHz"],
    ]);
    expect(results[1]?.metrics).toEqual(whole[0]?.metrics);
    expect(results[1]?.metrics).not.toEqual(results[0]?.metrics);
  });

  test("is compared at the sizes of its base", async () => {
    const { comparisons } = await withVariants({
      "dear-pod16": { of: "bow-pod16", name: "Dear", set: { "machine.price": "$130000" } },
    });
    const money = comparisons.find(({ basis }) => basis === "equal-money");
    expect(money?.rows[1]?.basisNote).toMatch(/^evaluated as dear-pod4/);
  });

  test("that only a claim names is asked of its die, though it cannot be built", async () => {
    const { claims } = await withVariants(
      { vast: { of: "bow-pod16", set: { "chip.sramPerTile": "2496 KiB" } } },
      {
        systems: ["bow-pod16"],
        claims: [
          {
            says: "four times the SRAM is no die",
            source: "here",
            that: 'system("vast", "footprintSquareMetres") > system("vast", "reticleSquareMetres")',
          },
          {
            says: "its capacitors leave Bow about 0.70 V",
            source: "here",
            that: 'within(system("bow-pod16", "supplyVolts"), 0.703 V, 10%)',
          },
        ],
      },
    );
    expect(claims.map(({ verdict }) => verdict)).toEqual(["held", "held"]);
  });
});

describe("what would change nothing is refused", () => {
  test.each([
    [
      { "x-pod16": { of: "bow-pod16", set: { "task.globalBatch": "4" } } },
      {},
      /expected a value of the system/,
    ],
    [{ "x-pod16": { of: "bow-pod64", set: {} } }, {}, /expected the size of bow-pod64.*"pod16"/],
    [{ x: { of: "bow-pod16", set: {} } }, { systems: ["bow-pod16"] }, /no effect: no system, claim/],
    [{ x: { of: "bow-pdo16", set: {} } }, {}, /bow-pdo16/],
    [{ x: { of: "bow-pod16", set: { "chip.clok": "1 GHz" } } }, {}, /did you mean "chip.clock"/],
  ])("%j", async (variants, more, message) =>
    expect((await problems(variants as StudySpec["variants"], more)).join("\n")).toMatch(message),
  );
});

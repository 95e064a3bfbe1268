import fc from "fast-check";
import { expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { findPlan } from "../../src/explore/find-plan.ts";
import { measureMetrics } from "../../src/result/measure.ts";
import { metricContext } from "../../src/result/metric-context.ts";
import { openSpecs } from "../../src/spec/load.ts";
import { beyondProportion, type Paced } from "../../src/study/residency-change.ts";

const specs = openSpecs();

/** The fastest plan of a small search: how deep, and what lies where, is open. */
async function paced(
  system: string,
  workload: string,
  overrides: Record<string, string>,
): Promise<Paced | undefined> {
  const machine = Object.fromEntries(Object.entries(overrides).filter(([path]) => path.startsWith("chip.")));
  const arch = buildArch(await specs.arch(system, machine));
  const { spec } = await specs.workload(workload);
  const fixed = { tensorParallel: 1, arithmetic: "fp16_16", recompute: "layer", ioTiles: 0 } as const;
  const { best } = findPlan({ arch, workload: spec, fixed, breadth: "usual", planners: new Map() });
  const rate = best && measureMetrics(metricContext(best.evaluation)).samplesPerSecond;
  return best && rate ? { arch, choice: best.choice, rate } : undefined;
}

/** Why twice the chips are more than twice as fast; undefined where they are not, or nothing fits. */
async function growth(chips: number, workload: string, overrides: Record<string, string>) {
  const [base, other] = [
    await paced(`bow-pod${chips}`, workload, overrides),
    await paced(`bow-pod${2 * chips}`, workload, overrides),
  ];
  return base && other && beyondProportion(base, other);
}

test("BERT-Large is 2.05× as fast on 16 IPUs as on 8, for its optimizer state came out of streaming memory", async () =>
  expect(await growth(8, "bert-large", {})).toMatch(
    /^2\.05× as fast with 2× the chips: memory residency changed: .*optimizerState streaming → sharded/,
  ));

test("on random machines twice the chips are at most twice as fast, or the memories hold something else", async () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom("bert-base", "gpt2-s"),
      fc.constantFrom(4, 8),
      fc.integer({ min: 350, max: 640 }),
      fc.integer({ min: 8, max: 64 }),
      async (workload, chips, kibibytes, gigabytes) => {
        const overrides = {
          "chip.sramPerTile": `${kibibytes} KiB`,
          "chip.links.bandwidth": `${gigabytes} GB/s`,
          "chip.power.cap": "200 W",
        };
        expect((await growth(chips, workload, overrides)) ?? "memory residency changed").toContain(
          "memory residency changed",
        );
      },
    ),
    { numRuns: 4, seed: 11 },
  ));

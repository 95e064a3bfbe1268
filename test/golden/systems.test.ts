import { expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { evaluate } from "../../src/evaluate.ts";
import { measureMetrics } from "../../src/result/measure.ts";
import { metricContext } from "../../src/result/metric-context.ts";
import { DEFAULT_CHOICE } from "../../src/spec/kinds/plan-choices.ts";
import { openSpecs, runStudy, type StudySpec } from "../../src/internal.ts";
import { differsFromRecorded } from "./recorded.ts";

/**
 * What the tool answers today, to six significant digits: every kind of system on two small workloads. A difference is
 * either a mistake or a better model; `npm run golden` accepts it, and the commit says which.
 */
const SYSTEMS = [
  "mk2-pod16",
  "bow-pod16",
  "c2-server",
  "c600-cards",
  "good-computer",
  "a100-gpus",
  "a100-800g-gpus",
  "h100-gpus",
  "tpu-v4-chips",
];
/** Rivals of other vendors and generations: one training step by a plan that is given, in one file. */
const FLEET = [
  "a100-40g-gpus8",
  "l40s-gpus8",
  "h100-96g-gpus8",
  "h800-gpus8",
  "h200-gpus8",
  "gh200-gpus8",
  "gh200-144g-gpus8",
  "b200-gpus8",
  "gb200-gpus8",
  "mi300x-gpus8",
  "mi210-gpus8",
  "gaudi2-chips8",
  "gaudi3-chips8",
  "tpu-v5e-chips8",
  "tpu-v5p-chips8",
  "tpu-v6e-chips8",
  "tpu-v7x-chips8",
  "groq-chips8",
  "wse-3-chips8",
  "wormhole-chips8",
];
const WORKLOADS = ["bert-base", "gpt2-s"];

const specs = openSpecs({ folders: ["arch-specs", "workloads"] });

const studyOf = (system: string): StudySpec => ({
  kind: "study",
  id: system,
  name: system,
  question: "What does the tool answer today?",
  systems: [system],
  workloads: WORKLOADS,
  plan: "auto",
  plans: [],
  fidelity: "both",
  set: {},
  metrics: {},
  constraints: [],
  expect: [],
  claims: [],
});

test("every shipped system has a recorded answer", () => {
  const shipped = specs.list().filter(({ kind }) => kind === "system");
  const missing = shipped.filter(
    ({ id }) => ![...SYSTEMS, ...FLEET].some((one) => one.replace(/\d+$/, "") === id || one === id),
  );
  expect(missing.map(({ id }) => id)).toEqual([]);
});

test.each(SYSTEMS)("%s answers what is recorded, to six significant digits", async (system) => {
  const study = { spec: studyOf(system), provenance: [], inputs: [] };
  const { results } = await runStudy({ specs, study, tool: { name: "dse", version: "golden" } });
  const answer = results.map(
    ({ workload, fidelity, feasible, infeasible, plan, metrics, ranges, breakdown }) => ({
      ...{ workload, fidelity, feasible, infeasible, plan, metrics, ranges, breakdown },
    }),
  );
  expect(differsFromRecorded(system, answer)).toBe("");
});

const FLEET_PLAN = { ...DEFAULT_CHOICE, tensorParallel: 4, dataParallel: 2, microBatch: 4, microBatches: 64 };

test("the fleet answers what is recorded, to six significant digits", async () => {
  const answers: Record<string, unknown> = {};
  const { spec: workload } = await specs.workload("gpt2-s");
  for (const system of FLEET) {
    const arch = buildArch(await specs.arch(system));
    const choice = { ...FLEET_PLAN, arithmetic: "fp16_32", layersPerStage: [12] } as const;
    const found = evaluate({ arch, workload, choice, fidelity: "analytic" });
    answers[system] = found.kind === "evaluation" ? measureMetrics(metricContext(found)) : found.kind;
  }
  expect(differsFromRecorded("fleet", answers)).toBe("");
});

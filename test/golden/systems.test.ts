import { expect, test } from "vitest";
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
    ({ id }) => !SYSTEMS.some((one) => one.replace(/\d+$/, "") === id || one === id),
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

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";
import { openSpace } from "./evaluator-space.mjs";
import { root } from "./process-milliseconds.mjs";

const LIMIT_SECONDS = 1;
/** Processes of which the fastest counts, so that a busy machine blurs less. */
const RUNS = 5;
/** Plans that are timed one by one, evenly out of all, to tell what trying every plan would take. */
const SAMPLED = 400;

/**
 * Calculon (commit caa4b11) went through its 411,204 plans of this model on 512 A100, batch 512, without offload, in
 * 719 s on two cores.
 */
const CALCULON = { what: "Calculon, measured on two cores", value: 411_204 / 719 };

const QUESTIONS = [
  { system: "a100-gpus512", globalBatch: 512, name: "512 A100, batch 512" },
  { system: "bow-pod4096", globalBatch: 1536, name: "4,096 Bow, batch 1,536" },
];

/** How long does it take to find the fastest plan of GPT-3 175B among all, with proof, cold? */
export async function bench() {
  const rows = [];
  for (const question of QUESTIONS) rows.push(...(await ask(question)));
  return rows;
}

async function ask({ system, globalBatch, name }) {
  const runs = Array.from({ length: RUNS }, () => once(system, globalBatch));
  const { plans, removedByPrecision, priced, misfits, gap } = runs[0];
  // Calculon knows one precision: plans of wider ones, passed over at once, do not count against it.
  const asked = plans - removedByPrecision;
  if (gap !== 0) throw new Error(`${system}: the search ended with a gap of ${gap}`);
  const seconds = Math.min(...runs.map((run) => run.seconds));
  const onThread = Math.min(...runs.map((run) => run.threadSeconds));
  const limit = { limit: LIMIT_SECONDS, unit: "s" };
  const each = await secondsToPrice(system, globalBatch);
  const every = { what: `pricing all ${plans.toLocaleString("en")} plans, by a sample`, value: plans * each };
  return [
    {
      ...limit,
      what: `${name}: cold search with proof, best of ${RUNS}`,
      value: seconds,
      ...{ yardstick: every, ratio: seconds / every.value, holds: seconds <= LIMIT_SECONDS },
    },
    {
      ...limit,
      what: `${name}: the same, of its thread on a processor`,
      value: onThread,
      holds: onThread <= LIMIT_SECONDS,
    },
    { what: `${name}: plans`, value: plans, unit: "" },
    { what: `${name}: of them in the precision asked for`, value: asked, unit: "" },
    { what: `${name}: of them priced`, value: priced, unit: "" },
    { what: `${name}: of these do not fit`, value: misfits, unit: "" },
    {
      what: `${name}: plans of that precision a second`,
      value: asked / seconds,
      unit: "/s",
      ...(system.startsWith("a100") && { yardstick: CALCULON, ratio: asked / seconds / CALCULON.value }),
    },
    { what: `${name}: pricing one plan`, value: each * 1000, unit: "ms" },
  ];
}

function once(system, globalBatch) {
  const script = fileURLToPath(new URL("plan-search-once.mjs", import.meta.url));
  const args = [script, system, String(globalBatch)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`the search left with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

/** Mean seconds to split and time a plan in full, over a sample of all that there are. */
async function secondsToPrice(system, globalBatch) {
  const source = (name) => tsImport(`../src/${name}.ts`, import.meta.url);
  const { buildOperatorGraph } = await source("workload/build-graph");
  const { planSpace, openChoice } = await source("explore/plan-search/plan-space");
  const { everyCombination } = await source("explore/plan-search/plan-options");
  const { graphLaws } = await source("explore/plan-search/plan-laws");
  const { decidePlan } = await source("explore/plan-search/decide-plan");
  const { workload: spec, base: arch } = await openSpace(system);
  const workload = { ...spec, task: { ...spec.task, globalBatch } };
  const graph = buildOperatorGraph(workload, "training");
  const planners = new Map();
  const laws = [graphLaws(arch, graph, { planners, room: 0.6 })];
  const groups = planSpace({ arch, graph, fixed: {}, breadth: "all" });
  const plans = groups.reduce((sum, group) => sum + group.plans, 0);
  let next = 0;
  let seen = 0;
  const sample = [];
  for (const { shape, widths } of groups)
    for (const { degrees, options, plans: own } of widths.flatMap(({ layouts }) => layouts)) {
      for (; next < seen + own; next += plans / SAMPLED) {
        const last = [...everyCombination(options)][Math.floor(next - seen)];
        sample.push(openChoice({}, shape, degrees, last));
      }
      seen += own;
    }
  const began = performance.now();
  for (const choice of sample) decidePlan({ arch, laws, fixed: {}, planners }, choice);
  return (performance.now() - began) / 1000 / sample.length;
}

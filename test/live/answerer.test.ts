import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { evaluate } from "../../src/evaluate.ts";
import type { PlannerCache } from "../../src/estimate/price/matmul-planner.ts";
import type { answerer, Answerer } from "../../src/live/answerer.ts";
import { askIn, fragmentOf, type Ask } from "../../src/live/ask.ts";
import { commandOf } from "../../src/live/command.ts";
import { knobsOf, rounded as roundedKnob, written } from "../../src/live/knobs.ts";
import type { PlanChoice } from "../../src/plan/plan.ts";
import { measureMetrics } from "../../src/result/measure.ts";
import { metricContext } from "../../src/result/metric-context.ts";
import { rounded } from "../../src/result/rounded.ts";
import type { CarriedStudy } from "../../src/result/saved/carried-study.ts";
import type { SavedResults } from "../../src/result/saved/result.ts";
import { createRandom } from "../../src/sim/random.ts";
import { withDefaults } from "../../src/spec/kinds/plan-choices.ts";
import { openSpecs } from "../../src/spec/load.ts";
import { SpecProblems } from "../../src/spec/yaml/spec-error.ts";
import { adHocStudy } from "../../src/study/ad-hoc-study.ts";
import { carryStudy } from "../../src/study/carry-study.ts";
import { runStudy } from "../../src/study/run-study.ts";

const SYSTEMS = ["mk2-pod64", "bow-pod64", "good-computer", "a100-gpus64"];
const WORKLOADS = ["bert-large", "gpt-3-175b-few-shot"];
const fileOf = (id: string): string => `workloads/${id}.workload.yaml`;
const specs = openSpecs({ folders: ["arch-specs"], files: [...WORKLOADS, "gpt-3-175b"].map(fileOf) });
const printed = JSON.parse(readFileSync("reports/ipu-generations/results.json", "utf8")) as SavedResults;

const printedOf = (system: string, workload: string) =>
  printed.results.find(
    (one) => one.system === system && one.workload === workload && one.fidelity === "analytic",
  )!;
/** Plans of training are saved as they were decided. */
const plans: Record<string, PlanChoice> = {};
for (const workload of WORKLOADS)
  for (const system of SYSTEMS)
    plans[`${workload} ${system}`] = withDefaults(printedOf(system, workload).plan as Partial<PlanChoice>);
const planOf = ({ system, workload }: Ask): PlanChoice => plans[`${workload} ${system}`]!;
const planners: PlannerCache = new Map();
const asPrinted = (system: string, workload: string): Ask => ({
  ...{ system, workload },
  ...{ sizes: {}, settings: {}, searched: false },
});

/** What the tool answers, from the files of the specs on. */
async function toolsAnswer(ask: Ask): Promise<unknown> {
  const isOfWorkload = (path: string): boolean => path.startsWith("task.");
  const entries = Object.entries(ask.settings);
  try {
    const sizes = Object.entries(ask.sizes).map(([name, size]) => [`system.${name}`, size]);
    const set = Object.fromEntries([...sizes, ...entries.filter(([path]) => !isOfWorkload(path))]);
    const arch = buildArch(await specs.arch(ask.system, set));
    const task = Object.fromEntries(entries.filter(([path]) => isOfWorkload(path)));
    const { spec: workload } = await specs.workload(ask.workload, task);
    const evaluation = evaluate({ arch, workload, choice: planOf(ask), planners, fidelity: "analytic" });
    if (evaluation.kind !== "evaluation") return { kind: "misfit" };
    return { kind: "priced", metrics: rounded(measureMetrics(metricContext(evaluation))) };
  } catch (error) {
    if (!(error instanceof SpecProblems)) throw error;
    return { kind: "wrong" };
  }
}

/** Without the words, which are the page's own. */
const told = (answer: ReturnType<Answerer["price"]>): unknown =>
  answer.kind === "priced" ? (JSON.parse(JSON.stringify(answer)) as unknown) : { kind: answer.kind };

describe("the evaluator that a page carries", () => {
  let study: CarriedStudy;
  let own: Answerer;
  const script = (): string => readFileSync("dist/report-live.js", "utf8");
  beforeAll(async () => {
    execFileSync(process.execPath, ["scripts/build-report-runtime.mjs"]);
    const question = adHocStudy(SYSTEMS, WORKLOADS);
    study = JSON.parse(JSON.stringify(await carryStudy({ specs, study: question, plans }))) as CarriedStudy;
    const context = createContext({ addEventListener: () => undefined, URLSearchParams });
    runInContext(script(), context);
    const live = context["dseLive"] as { readonly answerer: typeof answerer };
    own = live.answerer(study);
  });

  test("gives the printed figures of the printed plans, to the last digit", () => {
    for (const system of SYSTEMS) {
      const ask = asPrinted(system, "bert-large");
      const answer = own.price(ask, planOf(ask));
      expect(answer.kind === "priced" && { ...answer.metrics }, system).toEqual(
        printedOf(system, "bert-large").metrics,
      );
    }
  });

  test("gives what the tool gives at 200 random settings, to the last bit", async () => {
    const random = createRandom(7);
    const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const kinds: string[] = [];
    for (let at = 0; at < 200; at++) {
      const [system, workload] = [one(SYSTEMS), WORKLOADS[random() < 0.8 ? 0 : 1]!];
      const { carried: arch } = study.systems.find(({ id }) => id === system)!;
      const knobs = knobsOf(arch, study.workloads.find(({ id }) => id === workload)!.carried);
      const settings = knobs
        .filter(({ path }) => random() < (path === "chip.sramPerTile" ? 0.1 : 0.4))
        .map((knob) => {
          const times = knob.times[0] * (knob.times[1] / knob.times[0]) ** random();
          return [knob.path, written(knob, roundedKnob(knob, knob.printed * times))] as const;
        });
      const [[size, sizes] = ["", []]] = Object.entries(arch.parameters);
      const other = size === "" || random() < 0.8 ? {} : { [size]: one(sizes) };
      const ask: Ask = {
        system,
        workload,
        sizes: other,
        settings: Object.fromEntries(settings),
        searched: false,
      };
      const answer = own.price(ask, planOf(ask));
      expect(told(answer), fragmentOf(ask)).toEqual(await toolsAnswer(ask));
      kinds.push(answer.kind);
    }
    expect(kinds.filter((kind) => kind === "priced").length).toBeGreaterThan(60);
    expect(kinds.filter((kind) => kind === "misfit").length).toBeGreaterThan(5);
  });

  test("searches the plan that the tool searches, and gives the figures that are printed of it", async () => {
    const ask = asPrinted("mk2-pod64", "gpt-3-175b-few-shot");
    const told: PlanChoice[] = [];
    const results = await runStudy({
      ...{ specs, study: adHocStudy([ask.system], [ask.workload]), tool: { name: "dse", version: "" } },
      ...{ fidelity: "analytic", corners: false, onPlan: (_, __, choice) => told.push(choice) },
    });
    const steps = own.search(ask);
    let step = steps.next();
    while (!step.done) step = steps.next();
    expect(JSON.parse(JSON.stringify(step.value))).toEqual({
      kind: "found",
      choice: told[0],
      considered: results.results[0]!.plansConsidered,
    });
    const answer = own.price(ask, told[0]!);
    expect(answer.kind === "priced" && { ...answer.metrics }).toEqual(results.results[0]!.metrics);
  });

  test("has no schema library, no parser of formulas and makes no code of text", () =>
    expect(script()).not.toMatch(/new Function|\beval\(|ZodError|SymbolNode\.prototype/));

  test("a state goes into a fragment and comes back, and is told as a command", () => {
    const ask: Ask = {
      ...asPrinted("bow-pod64", "bert-large"),
      sizes: { pod: 16 },
      settings: { "chip.clock": "1.6 GHz", "task.globalBatch": "512" },
      searched: true,
    };
    expect(askIn(fragmentOf(ask))).toEqual(ask);
    expect(askIn("#claims")).toBeUndefined();
    expect(commandOf(study, ask, undefined)).toBe(
      "dse run --system bow-pod64 --workload bert-large --fidelity analytic --set system.pod=16 --set chip.clock='1.6 GHz' --set task.globalBatch=512",
    );
    const kept = commandOf(study, asPrinted("bow-pod64", "bert-large"), planOf(ask));
    expect(kept).toContain("--set plan.layersPerStage='[3,3,3,3,3,3,3,3]'");
    expect(kept).toContain("--set plan.tensorParallel=1 ");
  });
});

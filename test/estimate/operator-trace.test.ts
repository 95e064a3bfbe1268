import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { eventTrace } from "../../src/estimate/event/event-trace.ts";
import { estimateEvent } from "../../src/estimate/event/event.ts";
import { operatorShares } from "../../src/estimate/event/operator-shares.ts";
import { stepActivities } from "../../src/estimate/event/simulate-step.ts";
import { sramLevels } from "../../src/estimate/event/sram-levels.ts";
import { matmulPlanner } from "../../src/estimate/price/matmul-planner.ts";
import { evaluate } from "../../src/evaluate.ts";
import { DEFAULT_CHOICE } from "../../src/spec/kinds/plan-choices.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const arch = buildArch(await specs.arch("bow-pod16"));
const { spec: workload } = await specs.workload("bert-large");
const LAYERS = [2, 3, 3, 3, 3, 3, 3, 4];
const choice = {
  ...DEFAULT_CHOICE,
  ...{ pipelineParallel: 8, dataParallel: 2, layersPerStage: LAYERS, recompute: "layer" as const },
  ...{ optimizerState: "sharded" as const, microBatch: 1, microBatches: 128 },
};
const found = evaluate({ arch, workload, choice, fidelity: "analytic" });
if (found.kind !== "evaluation") throw new Error(`no plan: ${JSON.stringify(found).slice(0, 400)}`);
const { plan, priced } = found.phases[0]!;
const planners = new Map();
const shares = operatorShares(plan, matmulPlanner(arch, choice, planners));
const activities = [...stepActivities(priced)].flat();
const passOf = (row: string, label: string) =>
  activities.find((one) => one.row === row && one.label === label)!;

describe("slices of a step of BERT-Large on eight stages", () => {
  const of = (row: string, label: string) => passOf(row, label).layers.map((run) => run.label);
  const numbers = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at);

  test("layers are numbered through all stages, forward upwards", () => {
    const [first] = LAYERS;
    expect(of("stage 0", "forward 0").filter((label) => label.startsWith("layer"))).toEqual(
      numbers(0, first!).map((layer) => `layer ${layer}`),
    );
    expect(of("stage 2", "forward 0")).toEqual(numbers(5, 3).map((layer) => `layer ${layer}`));
  });

  test("backward from the last down, each layer computed again first", () =>
    expect(of("stage 2", "backward 0")).toEqual(
      numbers(5, 3)
        .reverse()
        .flatMap((layer) => [`layer ${layer} recompute`, `layer ${layer}`]),
    ));

  test("a segment of the tiles is divided among its operators in whole, with FLOPs, bytes and tiles", () => {
    const { segments } = passOf("stage 1", "forward 0");
    const operators = segments.filter(({ resource }) => resource === "tiles").map(shares);
    for (const own of operators) {
      expect(own.length).toBeGreaterThan(3);
      expect(own.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      for (const { exchangeShare, syncShare, outputBytes, tileShare } of own) {
        expect(exchangeShare + syncShare).toBeLessThan(1);
        expect(outputBytes).toBeGreaterThan(0);
        expect(tileShare).toBeGreaterThan(0.5);
        expect(tileShare).toBeLessThanOrEqual(1);
      }
    }
    const { hidden: width } = workload.model as unknown as { readonly hidden: number };
    const tokens = plan.graph.tokensPerSample;
    // products of a layer: 2 FLOP for each of 12 h² weights and token, and attention
    const products = operators[0]!.reduce((sum, { flops }) => sum + flops, 0);
    expect(products).toBeGreaterThan(2 * 12 * width ** 2 * tokens);
    expect(operators[0]!.some(({ outputBytes }) => outputBytes === tokens * width * 2)).toBe(true);
  });

  test("SRAM of a pass is within what the chip holds at its fullest, and more backward than forward", () => {
    const levels = sramLevels(plan);
    const { sram } = plan.residence[plan.fullestChip]!;
    const fullest = Object.values(sram).reduce((sum, bytes) => sum + bytes, 0);
    const { segments } = passOf(`stage ${plan.fullestChip}`, "backward 0");
    const told = segments.flatMap(({ label }) => levels(plan.fullestChip, label, true) ?? []);
    expect(told.length).toBeGreaterThan(0);
    for (const bytes of told) expect(bytes).toBeLessThanOrEqual(fullest * (1 + 1e-9));
    const forward = passOf("stage 1", "forward 0").segments[0]!.label;
    expect(levels(1, forward, false)!).toBeLessThan(levels(1, forward, true)!);
  });
});

describe("the trace of the step", () => {
  const { powerTrace, seconds } = estimateEvent(priced);
  const text = [...eventTrace(priced, { title: "test", powerTrace, planners })].join("");
  const { traceEvents } = JSON.parse(text) as {
    readonly traceEvents: readonly {
      readonly ph: string;
      readonly name: string;
      readonly tid: number;
      readonly ts?: number;
      readonly args: { readonly name: string };
    }[];
  };
  const threads = new Map(
    traceEvents.flatMap(({ ph, name, tid, args }) =>
      ph === "M" && name === "thread_name" ? [[args.name, tid] as const] : [],
    ),
  );
  const busy = (lane: string): number =>
    traceEvents
      .filter(({ ph, tid }) => tid === threads.get(lane) && (ph === "B" || ph === "E"))
      .reduce((sum, { ph, ts }) => sum + (ph === "B" ? -ts! : ts!), 0) / 1e6;

  test("has a lane a stage for compute, exchange, sync, links and host", () => {
    for (const lane of ["compute", "exchange", "sync", "links"])
      expect([...threads.keys()]).toContain(`stage 0 · ${lane}`);
    expect([...threads.keys()].some((name) => name.endsWith("· host"))).toBe(true);
  });

  test("on the lanes of a stage lies all that its tiles did, exchange and sync apart", () => {
    const time: Record<string, number> = {};
    for (const { segments } of activities.filter(({ row }) => row === "stage 3"))
      for (const { resource, time: parts, end, start } of segments) {
        if (resource !== "tiles") continue;
        time["all"] = (time["all"] ?? 0) + end - start;
        for (const part of ["exchange", "sync"] as const) time[part] = (time[part] ?? 0) + (parts[part] ?? 0);
      }
    const lanes = ["compute", "exchange", "sync"].map((lane) => busy(`stage 3 · ${lane}`));
    expect(lanes.reduce((sum, one) => sum + one, 0) / time["all"]!).toBeCloseTo(1, 6);
    expect(busy("stage 3 · exchange") / time["exchange"]!).toBeCloseTo(1, 3);
    expect(busy("stage 3 · sync") / time["sync"]!).toBeCloseTo(1, 3);
  });

  test("ends with the step", () =>
    expect(traceEvents.reduce((last, { ts = 0 }) => Math.max(last, ts), 0) / 1e6 / seconds).toBeCloseTo(
      1,
      6,
    ));
});

import { expect, test } from "vitest";
import { evaluate, findPlan, openSpecs, SpecProblems, sweep } from "../../src/api/index.ts";
import { dse } from "../cli/dse.ts";

const POINT = { system: "bow-pod4", workload: "gpt2-s" } as const;

test("evaluate gives what dse run gives, value by value", async () => {
  const result = await evaluate({ ...POINT, set: { "chip.clock": "1.6 GHz", "plan.microBatch": 2 } });
  const { stdout } = await dse([
    ...["run", "--system", POINT.system, "--workload", POINT.workload, "--fidelity", "analytic", "--json"],
    ...["--set", "chip.clock=1.6 GHz", "--set", "plan.microBatch=2"],
  ]);
  const [run] = (JSON.parse(stdout) as { results: { metrics: object; plan: object; breakdown: object }[] })
    .results;
  expect(result.plan).toMatchObject({ microBatch: 2 });
  expect({ ...result, diagnostics: [] }).toEqual({ ...run, diagnostics: [] });
});

test("a choice of the plan may be told as such or as a path", async () => {
  const byPlan = await evaluate({ ...POINT, plan: { microBatch: 2 } });
  expect(byPlan).toEqual(await evaluate({ ...POINT, set: { "plan.microBatch": 2 } }));
});

test("findPlan finds the plan that evaluate uses, and says how many it looked at", async () => {
  const found = await findPlan(POINT);
  const { plan, metrics } = await evaluate(POINT);
  if (!found.feasible) throw new Error("it fits");
  expect(found.plan).toEqual(plan);
  expect(found.metrics).toEqual(metrics);
  expect(found.plans).toBeGreaterThanOrEqual(found.priced);
});

test("what does not fit is an answer: demand, bound and levers", async () => {
  const question = { system: "bow-pod4", workload: "gpt-3-175b", plan: { weights: "sram" } } as const;
  const found = await findPlan(question);
  expect(found.feasible).toBe(false);
  if (found.feasible) return;
  expect(found.infeasible!.demand).toBeGreaterThan(found.infeasible!.bound);
  const { feasible, infeasible, metrics } = await evaluate(question);
  expect({ feasible, resource: infeasible?.resource }).toEqual({
    feasible: false,
    resource: found.infeasible!.resource,
  });
  expect(metrics.stepTimeSeconds ?? null).toBeNull();
});

const SPACE = {
  system: "bow-pod",
  workload: "bert-base",
  axes: { pod: [4, 16], "chip.clock": "1.3 GHz..1.9 GHz/3", recompute: ["none", "layer"] },
  plan: { microBatch: 2 },
} as const;

test("sweep has a row for each combination, in columns", async () => {
  const seen: number[] = [];
  const space = await sweep({ ...SPACE, metrics: ["mfu"], onProgress: (done) => seen.push(done) });
  expect(space.points).toBe(2 * 3 * 2);
  expect(space.coordinates.pod).toEqual([4, 4, 4, 4, 4, 4, 16, 16, 16, 16, 16, 16]);
  expect(space.coordinates["chip.clock"].slice(0, 4)).toEqual([1.3e9, 1.3e9, 1.6e9, 1.6e9]);
  expect(space.coordinates.recompute.slice(0, 2)).toEqual(["none", "layer"]);
  expect(space.metrics.mfu).toHaveLength(12);
  expect(Object.keys(space.metrics)).toEqual(["samplesPerSecond", "averagePowerWatts", "mfu"]);
  expect(seen.at(-1)).toBe(12);
  // NaN where it does not fit, a number where it does
  expect([...space.metrics.mfu].map((value) => Number(!Number.isNaN(value)))).toEqual([...space.feasible]);
});

test("a point of the front is the row it came from, and what evaluate gives for it", async () => {
  const { front, metrics } = await sweep(SPACE);
  const [first] = front;
  expect(first!.metrics.samplesPerSecond).toBe(metrics.samplesPerSecond[first!.index]);
  expect(first!.metrics.samplesPerSecond).toBe(
    Math.max(...metrics.samplesPerSecond.filter((value) => value > 0)),
  );
  const { pod, "chip.clock": clock, recompute } = first!.coordinates;
  const alone = await evaluate({
    ...{ system: "bow-pod", workload: "bert-base", plan: { microBatch: 2 } },
    set: { "system.pod": Number(pod), "chip.clock": `${clock} Hz`, "plan.recompute": String(recompute) },
  });
  expect(alone.metrics).toEqual(first!.metrics);
});

test("an axis of one value is an axis, and several systems are one", async () => {
  const space = await sweep({
    ...{ system: ["bow-pod4", "mk2-pod4"], workload: "bert-base", plan: { microBatch: 2 } },
    ...{ axes: { "chip.clock": ["1.5 GHz"] }, objectives: ["mfu:max", "costDollars"] },
  });
  expect(space.coordinates["chip.clock"]).toEqual([1.5e9, 1.5e9]);
  expect(space.coordinates.system).toEqual(["bow-pod4", "mk2-pod4"]);
  expect(Object.keys(space.metrics).slice(0, 2)).toEqual(["mfu", "costDollars"]);
});

test.each([
  [{ ...SPACE, axes: { "chip.clok": "1 GHz..2 GHz/3" } }, 'did you mean "chip.clock"'],
  [{ ...SPACE, axes: { "chip.clock": "1 GHz.." } }, "a number"],
  [{ ...SPACE, system: "bow-pood" }, "bow-pood"],
])("a mistake rejects with SpecProblems before the first point", async (question, why) => {
  const error = await sweep(question as Parameters<typeof sweep>[0]).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SpecProblems);
  expect((error as SpecProblems).message).toContain(why);
});

test("openSpecs without folders opens what is shipped", () =>
  expect(
    openSpecs()
      .list()
      .map(({ id }) => id),
  ).toEqual(expect.arrayContaining(["bow-pod", "bert-large"])));

/** What a script without types may write. */
const anything = (question: object): never => question as never;

test.each([
  [
    "findPlan",
    () => findPlan(anything({ ...POINT, plan: { tensorParalel: 8 } })),
    /tensorParalel.*tensorParallel/s,
  ],
  ["findPlan", () => findPlan(anything({ ...POINT, breadth: "nonsense" })), /breadth.*usual, all/s],
  ["findPlan", () => findPlan(anything({ ...POINT, sets: {} })), /unknown key "sets".*set/s],
  [
    "evaluate",
    () => evaluate(anything({ sistem: "bow-pod16", workload: "bert-base" })),
    /unknown key "sistem".*system/s,
  ],
  ["evaluate", () => evaluate(anything({ ...POINT, plan: { microBatch: "many" } })), /microBatch/],
  ["evaluate", () => evaluate(anything({ ...POINT, fidelity: "exact" })), /fidelity.*analytic, event/s],
  [
    "sweep",
    () => sweep(anything({ ...POINT, axes: {}, stratgy: "grid" })),
    /unknown key "stratgy".*strategy/s,
  ],
  ["sweep", () => sweep(anything({ ...POINT, axes: {}, strategy: "gird" })), /strategy.*grid/s],
  ["sweep", () => sweep(anything({ system: "bow-pod16", workload: "bert-base" })), /missing key "axes"/],
])("%s refuses what it would not read, as the command line does", async (_, ask, message) => {
  const problem: unknown = await ask().catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(SpecProblems);
  const told = (problem as SpecProblems).errors.map(({ path, message: said, expected, suggestion }) =>
    [path, said, expected, suggestion].join(" "),
  );
  expect(told.join("\n")).toMatch(message);
});

test("breadth: all goes through more plans than the usual, and is never slower", async () => {
  const question = { ...POINT, plan: { tensorParallel: 1, pipelineParallel: 4, microBatch: 2 } } as const;
  const [usual, all] = [
    await findPlan({ ...question, breadth: "usual" }),
    await findPlan({ ...question, breadth: "all" }),
  ];
  if (!usual.feasible || !all.feasible) throw new Error("it fits");
  expect(all.plans).toBeGreaterThan(usual.plans);
  expect(all.metrics.stepTimeSeconds!).toBeLessThanOrEqual(usual.metrics.stepTimeSeconds! * (1 + 1e-9));
});

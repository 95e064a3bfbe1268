import { expect, test } from "vitest";
import { findPlan as libraryPlan } from "../../src/api/find-plan.ts";
import { buildArch } from "../../src/arch/build-arch.ts";
import { findPlan } from "../../src/explore/find-plan.ts";
import { rounded } from "../../src/result/rounded.ts";
import { savedChoice } from "../../src/spec/kinds/plan-choices.ts";
import { openSpecs } from "../../src/spec/load.ts";
import { answer } from "../../src/study/answer.ts";
import { someOf } from "../helpers/cases.ts";

const specs = openSpecs();

const WORKLOADS = ["bert-large", "t5-small", "vit-l16", "gpt2-s", "resnet-50", "whisper-base"];

/** Machines with and without tiles, of one chip and of many, on small models: training, and answering. */
const PAIRS = ["a100-gpus8", "h100-gpus8", "tpu-v4-chips8", "bow-pod4", "mk2-pod4"].flatMap((system, at) =>
  WORKLOADS.map((_, place) => [system, WORKLOADS[(place + at) % WORKLOADS.length]!] as const),
);

test.each(someOf("one plan for run, plan and library", PAIRS))(
  "%s on %s: run, plan and library find one plan",
  async (system, workload) => {
    const arch = buildArch(await specs.arch(system));
    const { spec } = await specs.workload(workload);
    const planners = new Map();
    const all = findPlan({ arch, workload: spec, breadth: "all", planners });
    const run = answer({ arch, workload: spec, plan: "auto", event: false, planners });
    const library = await libraryPlan({ system, workload, specs });
    const plan = all.best === undefined ? undefined : rounded(savedChoice(all.best.choice));
    expect(run.kind === "fits" ? rounded(savedChoice(run.choice)) : undefined).toEqual(plan);
    expect(library.feasible ? library.plan : undefined).toEqual(plan);
  },
);

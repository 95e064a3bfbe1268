import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PLAN_CHOICES, type PlanChoiceName } from "../../../src/spec/kinds/plan-choices.ts";
import {
  importCalculon,
  importMegatron,
  type ImportedLaunch,
} from "../../../src/spec/launch/import-launch.ts";
import { withoutMeaning } from "../../../src/spec/launch/without-meaning.ts";
import type { SourceText } from "../../../src/spec/yaml/spec-node.ts";

const fixture = (name: string): SourceText => ({
  file: name,
  text: readFileSync(join(import.meta.dirname, "fixtures", name), "utf8"),
});
const flags = (text: string): ImportedLaunch => importMegatron({ file: "run.sh", text }, {});
const SMALL = "--num-layers 4 --hidden-size 64 --num-attention-heads 4 --seq-length 32 --vocab-size 100 ";

test("a script of Megatron-LM: sizes, task, and the plan with replicas out of machines, stages and ranks", () => {
  const { text, plan, notes } = good(importMegatron(fixture("gpt-3.sh"), { id: "mine" }));
  expect(text).toMatch(/^id: mine$[^]*^name: gpt-3$/m);
  for (const line of [
    "layers: 96",
    "ffn: 49152",
    "vocabulary: 50257",
    "vocabularyPadded: 51200",
    "steps: 95367",
  ])
    expect(text).toContain(`  ${line} #`);
  // 128 machines × 8 over 8 × 16; 96 layers in 16 stages of 6, in chunks of 2.
  expect(plan).toEqual([
    ...["plan.tensorParallel=8", "plan.pipelineParallel=16", "plan.dataParallel=8", "plan.microBatch=1"],
    ...["plan.recompute=attention", "plan.optimizerState=sharded", "plan.sequenceParallel=true"],
    "plan.interleave=3",
  ]);
  expect(notes).toEqual(["flags without a meaning here: my-own-flag"]);
});

test("an application and an execution of Calculon, in either order", () => {
  const files = ["calculon-application.json", "calculon-execution.json"].map(fixture);
  const { text, plan, notes } = good(importCalculon(files, {}));
  expect(good(importCalculon([...files].reverse(), {}))).toEqual({ text, plan, notes, errors: [] });
  expect(text).toContain("  headSize: 128 # attn_size");
  expect(text).toContain("  globalBatch: 512 # batch_size");
  expect(plan).toContain("plan.microBatches=64"); // 512 over 8 replicas of 1
  expect(plan).toContain("plan.sequenceParallel=true");
  expect(plan).toContain("plan.overlapTensorParallel=true");
  expect(notes.join("\n")).toMatch(/activations_offload: a GPU's host/);
  expect(good(importCalculon([files[0]!], {})).plan).toEqual([]);
});

test("whatever is imported as a plan is one of its choices", () => {
  const plans = [
    good(importMegatron(fixture("gpt-3.sh"), {})).plan,
    good(importCalculon(["calculon-application.json", "calculon-execution.json"].map(fixture), {})).plan,
  ].flat();
  for (const one of plans) {
    const [, name, value] = /^plan[.](\w+)=(.*)$/.exec(one)!;
    const parsed: unknown = JSON.parse(/^(true|false|\d+)$/.test(value!) ? value! : JSON.stringify(value));
    expect(PLAN_CHOICES[name as PlanChoiceName].schema.safeParse(parsed).success, one).toBe(true);
  }
});

test.each([
  ["--swiglu", /ffn: 128 #/], // floor(8/3 × 64 / 64) × 64
  ["--swiglu --ffn-hidden-size 96", /ffn: 96 # ffn-hidden-size/],
  ["--group-query-attention --num-query-groups 2", /kvHeads: 2 #/],
  ["--tensor-model-parallel-size 4", /vocabularyPadded: 512 #/], // 128 × 4
  ["--untie-embeddings-and-output-weights", /tiedEmbeddings: false/],
  ["--normalization RMSNorm --position-embedding-type rope", /position: rope[^]*norm: rmsnorm/],
  ["--num-experts 8 --moe-router-topk 1", /experts:\n {4}count: 8[^]*perToken: 1/],
  ["--bf16", /precision: fp16 # bf16/],
  ["--train-samples 10", /tokens: 320 #/],
])("%s", (more, what) => {
  expect(good(flags(SMALL + more)).text).toMatch(what);
});

test("replicas are left open where nobody says how many chips there are, or where they do not divide", () => {
  const open = good(flags(`${SMALL}--tensor-model-parallel-size 2`)).plan;
  expect(open.join()).not.toContain("dataParallel");
  const odd = good(flags(`${SMALL}--tensor-model-parallel-size 2 --nproc_per_node 3`)).plan;
  expect(odd.join()).not.toContain("dataParallel");
});

test("what is wrong has its place, what is missing its name, and what cannot be said is told", () => {
  const { errors } = flags("--num-layers four --hidden-size 64 --seq-length 32");
  expect(errors.map(({ line, column, path }) => [line, column, path])).toEqual([
    [1, 14, "num-layers"],
    [1, 1, "num-attention-heads"],
  ]);
  const split = `${SMALL}--pipeline-model-parallel-size 2 --num-layers-per-virtual-pipeline-stage 3`;
  expect(flags(split).errors[0]!.expected).toBe("a divisor of the layers of a stage");
  expect(good(flags(`${SMALL}--context-parallel-size 2`)).notes.join()).toMatch(/sequences are not divided/);
  const system = { file: "sys.json", text: '{"matrix": {}}' };
  const application = fixture("calculon-application.json");
  expect(importCalculon([system], {}).errors[0]!.message).toMatch(/no application of Calculon/);
  expect(importCalculon([application, system], {}).errors[0]!.message).toMatch(/machines are specs/);
  const uneven = { ...fixture("calculon-execution.json") };
  const text = uneven.text.replace('"batch_size": 512', '"batch_size": 511');
  expect(importCalculon([application, { ...uneven, text }], {}).errors[0]!.expected).toMatch(
    /a multiple of .* 8$/,
  );
});

test("flags that change neither sizes nor plan are passed over, all others told", () => {
  const named = [
    "lr",
    "data-path",
    "adam-beta1",
    "$TP",
    "num-layers",
    "hybrid-attention-ratio",
    "cpu-offloading",
  ];
  expect(withoutMeaning(named, new Set(["num-layers"]))).toEqual([
    "hybrid-attention-ratio",
    "cpu-offloading",
  ]);
});

function good(imported: ImportedLaunch): Extract<ImportedLaunch, { text: string }> {
  expect(imported.errors).toEqual([]);
  return imported as Extract<ImportedLaunch, { text: string }>;
}

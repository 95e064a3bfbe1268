import { expect, test } from "vitest";
import { z } from "zod";
import { SPEC_SCHEMAS } from "../../src/spec/kinds/kinds.ts";
import { quantityKind } from "../../src/spec/yaml/quantity.ts";
import { workloadProblems } from "../../src/spec/rules/workload-rules.ts";
import type { WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import { buildOperatorGraph, phasesOf } from "../../src/workload/build-graph.ts";
import { trainingRun } from "../../src/workload/flops/training-run.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();

/** One workload a family, and one more where a family has kinds that differ. */
const WORKLOADS = [
  "bert-base",
  "gpt2-s",
  "gpt-j-6b",
  "gpt-neox-20b",
  "llama2-70b",
  "mixtral-8x7b",
  "t5-small",
  "vit-l16",
  "swin-t",
  "conformer-m",
  "beit-3",
];

/**
 * Keys that speak of something else than the graph: what a run computes in, what a published count covers; of a vision
 * transformer what every transformer must say and an image decides.
 */
const ELSEWHERE = new Set([
  "vocabularyPadded",
  "headCounted",
  "tiedEmbeddings",
  "sequenceLength",
  "heads",
  "layers",
  "dropout",
  "parallelBlocks",
  "normPlacement",
  "vocabulary",
  "typeVocabulary",
]);

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (quantityKind(schema) !== undefined) return schema;
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrap(schema.unwrap()) : schema;
}

/** The keys of a family's model with values to try, of those that are numbers, words, or true and false. */
function modelKeys({ family, model }: WorkloadSpec): readonly (readonly [string, readonly unknown[]])[] {
  const options = (SPEC_SCHEMAS.workload as z.ZodDiscriminatedUnion).options as unknown as z.ZodObject[];
  const own = options.find(({ shape }) => {
    const named = shape["family"] as z.ZodEnum | z.ZodLiteral;
    return (named instanceof z.ZodEnum ? named.options : [...named.values]).includes(family);
  });
  const keys = Object.entries((own?.shape["model"] as z.ZodObject).shape);
  return keys.map(([key, schema]) => [key, valuesFor(unwrap(schema), model[key as keyof typeof model])]);
}

function valuesFor(schema: z.core.$ZodType, present: unknown): readonly unknown[] {
  const kind = quantityKind(schema);
  if (kind?.dimension === "share") return [0.5];
  if (kind !== undefined) return typeof present === "number" ? [present * 2, present / 2] : [3, 5];
  if (schema instanceof z.ZodBoolean) return [true, false];
  return schema instanceof z.ZodEnum ? schema.options : [];
}

function effectOf(spec: WorkloadSpec): string {
  const graphs = phasesOf(spec).map((phase) => ({ ...buildOperatorGraph(spec, phase), workload: undefined }));
  return JSON.stringify([graphs, trainingRun(spec)]);
}

test.each(WORKLOADS)("every key of a model like %s changes something, or is refused", async (id) => {
  const { spec } = await specs.workload(id);
  const before = effectOf(spec);
  const silent = modelKeys(spec).flatMap(([key, values]) => {
    const tried = values.filter((value) => value !== spec.model[key as keyof typeof spec.model]);
    const given = tried.map((value): WorkloadSpec => ({ ...spec, model: { ...spec.model, [key]: value } }));
    const taken = given.filter((one) => workloadProblems(one).length === 0);
    // What is refused says so; `false` where `true` is refused says what holds anyway.
    const refused = taken.length < given.length && given.length > 0 && typeof values[0] === "boolean";
    const idle = !refused && taken.length > 0 && taken.every((one) => effectOf(one) === before);
    return idle && !ELSEWHERE.has(key) ? [key] : [];
  });
  expect(silent).toEqual([]);
});

import { expect, test } from "vitest";
import { buildOperatorGraph, graphOf } from "../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();

test("the graph of a phase is built once a spec, and is that of its phase and spec alone", async () => {
  const { spec } = await specs.workload("gpt-3-175b-few-shot");
  const prefill = graphOf(spec, "prefill");
  expect(graphOf(spec, "prefill")).toBe(prefill);
  expect(prefill).toEqual(buildOperatorGraph(spec, "prefill"));
  expect(graphOf(spec, "decode")).toEqual(buildOperatorGraph(spec, "decode"));
  const shorter = { ...spec, model: { ...spec.model, layers: 3 } };
  expect(graphOf(shorter, "prefill")).toEqual(buildOperatorGraph(shorter, "prefill"));
});

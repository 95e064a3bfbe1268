import type { WorkloadSpec } from "../spec/workload-spec.ts";
import { buildOperatorGraph } from "./build-graph.ts";
import type { OperatorGraph } from "./operator-graph.ts";
import { transformerShape } from "./transformer-shape.ts";

/** Exact parameter count of a workload, in the scope of its published count. */
export function exactParameters(spec: WorkloadSpec): number {
  return buildOperatorGraph(spec, spec.task.kind === "inference" ? "prefill" : "training").parameters;
}

/**
 * Weights of the layers' matmuls: attention and feed-forward matrices of all stacks, without biases, norms,
 * embeddings and relative-position projections. 12·L·h² for a GPT-3 shape.
 */
export function layerMatrixParameters({ family, model }: Pick<WorkloadSpec, "family" | "model">): number {
  const { hidden, queryWidth, keyValueWidth, ffn, ffnMatrices, layers, decoderLayers } =
    transformerShape(model);
  const attention = hidden * (2 * queryWidth + 2 * keyValueWidth);
  const feedForward = ffnMatrices * hidden * ffn;
  const first = layers * (attention + feedForward);
  return family === "encoder-decoder" ? first + decoderLayers * (2 * attention + feedForward) : first;
}

/** A count of the built graph beside a published one. */
export interface PublishedCheck {
  readonly subject: "parameters";
  readonly computed: number;
  readonly published: number;
  /** computed / published − 1 */
  readonly difference: number;
  readonly tolerance: number;
  readonly holds: boolean;
  readonly message: string;
}

/** Checks the graph's parameters against the spec's published count; nothing where none is published. */
export function checkPublished(spec: WorkloadSpec, graph: OperatorGraph): readonly PublishedCheck[] {
  const { published } = spec;
  if (published?.parameters === undefined) return [];
  const computed = graph.parameters;
  const difference = computed / published.parameters - 1;
  const tolerance = published.parametersTolerance;
  const holds = Math.abs(difference) <= tolerance;
  const message =
    `${spec.id}: ${computed.toLocaleString("en-US")} parameters computed, ` +
    `${published.parameters.toLocaleString("en-US")} published (${percent(difference)}, tolerance ${percent(tolerance)})`;
  return [
    {
      subject: "parameters",
      computed,
      published: published.parameters,
      difference,
      tolerance,
      holds,
      message,
    },
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

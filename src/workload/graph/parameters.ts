import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { operatorLaws } from "../operators/operator-laws.ts";
import { graphOf } from "../build-graph.ts";
import type { Operator, OperatorGraph } from "./operator-graph.ts";
import { storedBytes } from "./sparsify.ts";
import { transformerShape } from "./transformer-shape.ts";

/** The graph of a phase that runs all of the model. */
function wholeGraph(spec: WorkloadSpec): OperatorGraph {
  return graphOf(spec, spec.task.kind === "inference" ? "prefill" : "training");
}

/** Exact parameter count of a workload, in the scope of its published count. */
export function exactParameters(spec: WorkloadSpec): number {
  return wholeGraph(spec).parameters;
}

/** Parameters that one token meets: all of them, but of a layer's experts those that the router picks. */
export function activeParameters(spec: WorkloadSpec): number {
  const graph = wholeGraph(spec);
  return graph.parameters - idleParameters(graph);
}

/** Bytes of a value in the formats that a task is computed in. */
const VALUE_BYTES: Readonly<Record<WorkloadSpec["task"]["precision"], number>> = { fp8: 1, fp16: 2, fp32: 4 };

/** Bytes in which a workload's weights are stored at the precision of its task, with the places of pruned ones. */
export function storedWeightBytes(spec: WorkloadSpec): number {
  return storedBytes(wholeGraph(spec), VALUE_BYTES[spec.task.precision]);
}

/** Parameters of the experts that a token does not meet. */
function idleParameters({ blocks }: OperatorGraph): number {
  return blocks.reduce(
    (sum, { count, operators }) => sum + count * operators.reduce((inner, op) => inner + idleIn(op), 0),
    0,
  );
}

function idleIn(op: Operator): number {
  if (op.routing === undefined) return 0;
  const { experts, perToken } = op.routing;
  return (op.parameters / experts) * (experts - perToken);
}

/**
 * Weights of the layers' matmuls: attention and feed-forward matrices of all stacks, without biases, norms,
 * embeddings and relative-position projections. 12·L·h² for a GPT-3 shape. Of experts those that a token meets.
 */
export function layerMatrixParameters(spec: WorkloadSpec): number {
  const { family, model } = spec;
  if (model.experts ?? model.latentAttention ?? model.stateSpace) return activeMatrices(spec);
  const { hidden, queryWidth, keyValueWidth, ffn, ffnMatrices, layers, decoderLayers } =
    transformerShape(model);
  const attention = hidden * (2 * queryWidth + 2 * keyValueWidth);
  const feedForward = ffnMatrices * hidden * ffn;
  const first = layers * (attention + feedForward);
  return family === "encoder-decoder" ? first + decoderLayers * (2 * attention + feedForward) : first;
}

/** Matrices of the layers in the graph, experts in the share that a token meets. */
function activeMatrices(spec: WorkloadSpec): number {
  const graph = wholeGraph(spec);
  const layers = graph.blocks.filter(({ kind }) => kind === "layer");
  return layers.reduce(
    (sum, { count, operators }) =>
      sum +
      count *
        operators.reduce(
          (inner, op) => inner + (operatorLaws(op).isLayerMatrix ? op.parameters - idleIn(op) : 0),
          0,
        ),
    0,
  );
}

/** A count of the built graph beside a published one. */
export interface PublishedCheck {
  readonly subject: "parameters" | "active parameters";
  readonly computed: number;
  readonly published: number;
  /** computed / published − 1 */
  readonly difference: number;
  readonly tolerance: number;
  readonly holds: boolean;
  readonly message: string;
}

/** Checks the graph's parameters against the spec's published counts; nothing where none is published. */
export function checkPublished(spec: WorkloadSpec, graph: OperatorGraph): readonly PublishedCheck[] {
  const { published } = spec;
  if (published === undefined) return [];
  const { parameters, activeParameters: active } = published;
  return [
    ...(parameters === undefined
      ? []
      : [check(spec, "parameters", graph.parameters, parameters, published.parametersTolerance)]),
    ...(active === undefined
      ? []
      : [
          check(
            spec,
            "active parameters",
            graph.parameters - idleParameters(graph),
            active,
            published.activeParametersTolerance,
          ),
        ]),
  ];
}

function check(
  { id }: WorkloadSpec,
  subject: PublishedCheck["subject"],
  computed: number,
  published: number,
  tolerance: number,
): PublishedCheck {
  const difference = computed / published - 1;
  const message =
    `${id}: ${computed.toLocaleString("en-US")} ${subject} computed, ` +
    `${published.toLocaleString("en-US")} published (${percent(difference)}, tolerance ${percent(tolerance)})`;
  return {
    subject,
    computed,
    published,
    difference,
    tolerance,
    holds: Math.abs(difference) <= tolerance,
    message,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

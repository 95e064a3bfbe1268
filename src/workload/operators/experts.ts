import type { ExpertsSpec } from "../../spec/kinds/experts-spec.ts";
import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import {
  isKind,
  type Draft,
  type GatherOperator,
  type Operator,
  type Phase,
  type Routing,
  type TensorId,
} from "../graph/operator-graph.ts";
import { chain, reading, written } from "../graph/tensors.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import { feedForward } from "./ffn.ts";
import { linear, vector } from "./linear.ts";

export interface ExpertInput {
  readonly input: TensorId;
  readonly rows: number;
  readonly model: TransformerSpec;
  readonly experts: ExpertsSpec;
  readonly phase: Phase;
}

/**
 * A feed-forward block of experts: a router scores all of them for each token, the `perToken` best take the token,
 * and their answers are added up, weighted by the scores. Shared experts take every token besides, and are one wider
 * dense block. A single expert without a choice is a dense block.
 *
 * Sources: Shazeer 2017, arXiv:1701.06538, §2; Fedus 2021, arXiv:2101.03961, §2; DeepSeek-V2, arXiv:2405.04434, §2.2.
 */
export function expertFeedForward({ input, rows, model, experts, phase }: ExpertInput): readonly Operator[] {
  const { hidden } = transformerShape(model);
  const expert = expertModel(model, experts);
  if (experts.count === 1) return feedForward({ input, rows, model: expert });
  const routing = routingOf(experts, phase);
  const { perToken, shared } = experts;
  const chosen = rows * perToken;
  const scores = chain(input, router(rows, hidden, experts));
  const best = chain(written(scores), [vector("ffn-router-top-k", "top-k", perToken * rows * experts.count)]);
  const sent = chain(input, [moved("ffn-dispatch", chosen, hidden, routing)]);
  const own = feedForward({ input: written(sent), rows, model: expert });
  const answers = chain(written(own), [moved("ffn-combine", chosen, hidden, routing)]);
  const combined = chain(written(answers), [
    reading([written(answers), written(scores)], vector("ffn-combine-scale", "multiply", chosen * hidden)),
    ...(perToken > 1 ? [vector("ffn-combine-sum", "add", (perToken - 1) * rows * hidden)] : []),
  ]);
  const routed = [...sent, ...own.map((op) => byExperts(op, routing)), ...answers, ...combined];
  if (shared === 0) return [...scores, ...best, ...routed];
  const wide = { ...expert, ffn: shared * (experts.sharedFfn ?? expert.ffn) };
  const dense = feedForward({ input, rows, model: wide, prefix: "ffn-shared-" });
  const beside = experts.sharedGate ? weighted(dense, { input, rows, hidden }) : dense;
  const sum = vector("ffn-shared-sum", "add", rows * hidden);
  const joined = chain(input, [reading([written(beside), written(combined)], sum)]);
  return [...scores, ...best, ...routed, ...beside, ...joined];
}

/** Answers of the shared experts, each weighted by the sigmoid of a score of its token (Qwen 1.5 MoE). */
function weighted(
  answers: readonly Operator[],
  { input, rows, hidden }: { readonly input: TensorId; readonly rows: number; readonly hidden: number },
): readonly Operator[] {
  const score = { role: "router", rows, inner: hidden, columns: 1, split: "none", bias: false } as const;
  const gate = chain(input, [
    ...linear({ ...score, id: "ffn-shared-gate" }),
    vector("ffn-shared-sigmoid", "sigmoid", rows),
  ]);
  const product = vector("ffn-shared-scale", "multiply", rows * hidden);
  return [...answers, ...gate, ...chain(input, [reading([written(answers), written(gate)], product)])];
}

/** Elements kept for backward: scores, tokens as dispatched, what the experts keep, and their answers. */
export function expertSaved(rows: number, model: TransformerSpec, experts: ExpertsSpec): number {
  const { hidden } = transformerShape(model);
  const { ffn, gatedFfn, activation } = expertModel(model, experts);
  const inner = gatedFfn ? 3 : activation === "relu" ? 1 : 2;
  if (experts.count === 1) return rows * (hidden + inner * ffn);
  const { count, perToken, shared, sharedFfn = ffn } = experts;
  const wide = perToken * ffn + shared * sharedFfn;
  return rows * (hidden + count + perToken * 2 * hidden + inner * wide);
}

/** Sizes of one expert as a dense block has them. */
function expertModel(model: TransformerSpec, { ffn, gated }: ExpertsSpec): TransformerSpec {
  const gatedFfn = gated ?? model.gatedFfn;
  const plain = { swiglu: "gelu", geglu: "gelu" } as const;
  const activation =
    gatedFfn || !(model.activation in plain)
      ? model.activation
      : plain[model.activation as keyof typeof plain];
  return { ...model, ffn: ffn ?? model.ffn, gatedFfn, activation };
}

/** Nothing is dropped outside training. */
function routingOf({ count, perToken, capacityFactor }: ExpertsSpec, phase: Phase): Routing {
  const limited = phase === "training" && capacityFactor !== undefined;
  return { experts: count, perToken, ...(limited && { capacityFactor }) };
}

/** Scores of all experts. */
function router(rows: number, hidden: number, { count, routerBias }: ExpertsSpec): readonly Draft[] {
  return [
    ...linear({
      id: "ffn-router",
      role: "router",
      rows,
      inner: hidden,
      columns: count,
      split: "none",
      bias: routerBias,
    }),
    vector("ffn-router-softmax", "softmax", rows * count),
  ];
}

/** A dense operator done by experts: as many passes as a token has experts, in the weights of all of them. */
function byExperts(op: Operator, routing: Routing): Operator {
  const { experts, perToken } = routing;
  const parameters = op.parameters * experts;
  if (isKind(op, "matmul")) return { ...op, groups: perToken, parameters, routing };
  if (isKind(op, "vector")) return { ...op, elements: op.elements * perToken, parameters, routing };
  throw new Error(`${op.id} is no work of an expert`);
}

function moved(id: string, rows: number, width: number, routing: Routing): Draft<GatherOperator> {
  return { kind: "gather", id, rows, width, tableRows: rows, parameters: 0, split: "none", routing };
}

import type { PhaseEvaluation } from "../evaluate.ts";
import { decodePasses } from "../workload/graph/decode-passes.ts";
import { modelFlopsPerSample } from "../workload/graph/operator-flops.ts";
import { specInputs, valueInput } from "./explanation-inputs.ts";
import { count, law, product, sum, type ExplanationNode } from "./explanation-node.ts";
import type { ExplainScope } from "./explain-scope.ts";

/** Matmul FLOPs the algorithm needs in one step: no recompute, attention over the full context. */
export function modelFlops({ evaluation, totals }: ExplainScope): ExplanationNode {
  return sum(
    { label: "model FLOPs of a step", unit: "FLOP" },
    evaluation.phases.map((phase) =>
      product({ label: phase.plan.graph.phase, unit: "FLOP" }, [
        count("samples", totals.samplesPerStep, "global batch"),
        count("passes", decodePasses(phase.plan.graph), "tokens generated after the first in decode, else 1"),
        blockFlops(phase),
      ]),
    ),
  );
}

function blockFlops({ plan: { graph } }: PhaseEvaluation): ExplanationNode {
  const named = { label: "FLOPs of a sample", unit: "FLOP", value: modelFlopsPerSample(graph) };
  const formula = "Σ operators 2 · rows · inner · columns; training 3 × forward";
  return sum(
    named,
    graph.blocks.map((block) =>
      law({
        label: `${block.count} × ${block.id}`,
        value: modelFlopsPerSample({ blocks: [block], phase: graph.phase }),
        unit: "FLOP",
        formula,
      }),
    ),
  );
}

/** Peak of all chips at the arithmetic of the plan. */
export function explainPeak({ evaluation, totals, inputs }: ExplainScope): ExplanationNode {
  const { arch, phases } = evaluation;
  const arithmetic = phases[0]?.plan.choice.arithmetic ?? "fp16_32";
  const named = { label: "peak of all chips", unit: "FLOP/s" };
  const chips = count("chips", arch.chips, "system");
  if (arch.chip.architecture === "roofline")
    return product(named, [
      chips,
      law(
        {
          label: `peak of a chip, ${arithmetic}`,
          value: totals.peakFlopsPerSecond / arch.chips,
          unit: "FLOP/s",
          formula: "as published",
        },
        specInputs(inputs, `chip.arithmetic.${arithmetic}.peak`),
      ),
    ]);
  const { tiles, clockHertz, macsPerCycle } = arch.chip;
  return product(named, [
    chips,
    valueInput(inputs, "chip.tiles", { value: tiles, unit: "" }),
    valueInput(inputs, `chip.arithmetic.${arithmetic}.macsPerCycle`, {
      value: macsPerCycle[arithmetic] ?? 0,
      unit: "",
    }),
    count("FLOPs of a multiply-accumulate", 2, "definition"),
    valueInput(inputs, "chip.clock", { value: clockHertz, unit: "Hz" }),
  ]);
}

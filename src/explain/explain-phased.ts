import { segmentSeconds } from "../estimate/pipeline/cycle-times.ts";
import { phaseRuns, type PhaseRun } from "../estimate/pipeline/phase-times.ts";
import type { PhasedProgram, Segment } from "../estimate/priced-plan.ts";
import type { Plan } from "../plan/plan.ts";
import { explainBlock } from "./explain-block.ts";
import type { Direction, OperatorScope } from "./explain-operator.ts";
import { explainSegments } from "./explain-segment.ts";
import { count, law, product, sum, type ExplanationNode } from "./explanation-node.ts";

interface PhasedScope extends OperatorScope {
  readonly plan: Plan;
  readonly program: PhasedProgram;
}

/** Phased execution: every phase's loads, work of all micro-batches and stores, one phase after the other. */
export function explainPhased(scope: PhasedScope, seconds: number): ExplanationNode {
  const phases = phaseRuns(scope.program).map((run) => explainPhase(run, scope));
  const update = explainSegments(scope.program.update, scope.inputs);
  return sum({ label: "phases", unit: "s", value: seconds }, [...phases, ...update]);
}

function explainPhase(run: PhaseRun, scope: PhasedScope): ExplanationNode {
  const { phase, count: times, exposedSeconds } = run;
  const body = product({ label: `${phase.label}: work`, unit: "s" }, [
    count("phases", times, "layers"),
    count("micro-batches", phase.microBatches),
    explainBody(phase.label, phase.body, scope),
  ]);
  const transfers = scope.program.overlap
    ? law({
        label: `${phase.label}: transfers that no work hides`,
        value: exposedSeconds,
        unit: "s",
        formula: "Σ max(0, next load + last store − work), first load, last store",
      })
    : product({ label: `${phase.label}: transfers`, unit: "s" }, [
        count("phases", times, "layers"),
        sum(
          { label: "loads and stores", unit: "s" },
          explainSegments([...phase.load, ...phase.store], scope.inputs),
        ),
      ]);
  return sum({ label: phase.label, unit: "s" }, [body, transfers]);
}

/** One micro-batch: the block's operators, and what streams in and out beside them. */
function explainBody(label: string, body: readonly Segment[], scope: PhasedScope): ExplanationNode {
  const named = { label: "one micro-batch", unit: "s", value: segmentSeconds(body) };
  const found = blockOf(label, scope);
  if (found === undefined) return sum(named, explainSegments(body, scope.inputs));
  const { block, direction } = found;
  const own = (segment: Segment): boolean =>
    segment.label.startsWith(block.id) &&
    (segment.resource === "tiles" || / (all-reduce|all-to-all|all-gather)/.test(segment.label));
  return sum(named, [
    ...explainSegments(
      body.filter((segment) => !own(segment)),
      scope.inputs,
    ),
    explainBlock(block, direction, scope),
  ]);
}

function blockOf(label: string, { plan }: PhasedScope) {
  const [, id = label, suffix] = /^(.*?)( backward)?$/.exec(label) ?? [];
  const block = plan.graph.blocks.find((one) => one.id === id);
  const direction: Direction = suffix === undefined ? "forward" : "backward";
  return block === undefined ? undefined : { block, direction };
}

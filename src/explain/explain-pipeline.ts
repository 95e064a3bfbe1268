import { pipelineCycles, segmentSeconds, type CycleRun } from "../estimate/pipeline/cycle-times.ts";
import { priceBlock } from "../estimate/price/price-block.ts";
import type { PipelineProgram, StageProgram } from "../estimate/priced-plan.ts";
import type { Plan, Stage } from "../plan/plan.ts";
import { explainBlock } from "./explain-block.ts";
import type { Direction, OperatorScope } from "./explain-operator.ts";
import { explainSegment, explainSegments } from "./explain-segment.ts";
import { count, elsewhere, maximum, product, sum, type ExplanationNode } from "./explanation-node.ts";

interface PipelineScope extends OperatorScope {
  readonly plan: Plan;
  readonly program: PipelineProgram;
}

/** A pipelined step: cycles (busiest chip, then hand-over) and the update of the slowest chip. */
export function explainPipeline(scope: PipelineScope, seconds: number): ExplanationNode {
  const runs = joined(pipelineCycles(scope.program));
  const full = fullCycle(runs, scope);
  const partial = runs.filter((run) => run !== full);
  return sum({ label: "pipeline", unit: "s", value: seconds }, [
    ...(full === undefined ? [] : [fullCycles(full, scope)]),
    ...(partial.length === 0
      ? []
      : [sum({ label: "fill and drain", unit: "s" }, partial.map(partialCycles))]),
    explainUpdate(scope),
  ]);
}

/** Cycles of equal length counted together. */
function joined(runs: readonly CycleRun[]): readonly CycleRun[] {
  const byLength = new Map<string, CycleRun>();
  for (const run of runs) {
    const key = `${run.workSeconds} ${run.copySeconds}`;
    byLength.set(key, { ...run, count: run.count + (byLength.get(key)?.count ?? 0) });
  }
  return [...byLength.values()];
}

const bodySeconds = ({ forward, backward }: StageProgram): number =>
  segmentSeconds(forward) + segmentSeconds(backward);

/** Cycles as long as the busiest chip with all it has to do, the most frequent kind; if there are any. */
function fullCycle(runs: readonly CycleRun[], { program }: PipelineScope): CycleRun | undefined {
  const busiest = Math.max(...chipsOf(program).map((chip) => chip.seconds));
  const whole = runs.filter(({ workSeconds }) => Math.abs(workSeconds - busiest) <= 1e-12 * busiest);
  return whole.length === 0 ? undefined : whole.reduce((a, b) => (b.count > a.count ? b : a));
}

interface ChipWork {
  readonly chip: number;
  readonly stages: readonly StageProgram[];
  readonly seconds: number;
}

function chipsOf({ stages }: PipelineProgram): readonly ChipWork[] {
  return [...new Set(stages.map(({ chip }) => chip))].map((chip) => {
    const own = stages.filter((stage) => stage.chip === chip);
    return { chip, stages: own, seconds: own.reduce((total, stage) => total + bodySeconds(stage), 0) };
  });
}

function partialCycles({ count: cycles, workSeconds, copySeconds }: CycleRun): ExplanationNode {
  const formula = "the busiest of the chips whose stages work in this cycle";
  return product({ label: "shorter cycles", unit: "s" }, [
    count("cycles", cycles, "pipeline"),
    sum({ label: "one cycle", unit: "s" }, [
      elsewhere({ label: "busiest chip", value: workSeconds, unit: "s", formula }),
      elsewhere({ label: "hand-over", value: copySeconds, unit: "s" }),
    ]),
  ]);
}

function fullCycles(run: CycleRun, scope: PipelineScope): ExplanationNode {
  return product({ label: "whole cycles", unit: "s" }, [
    count("cycles", run.count, "cycles in which the busiest chip works on all its stages, both ways"),
    sum({ label: "one cycle", unit: "s", value: run.workSeconds + run.copySeconds }, [
      busiestChip(scope),
      handOver(run, scope),
    ]),
  ]);
}

/** The longest work of any chip; that chip is taken apart. */
function busiestChip(scope: PipelineScope): ExplanationNode {
  const chips = chipsOf(scope.program);
  const busiest = chips.reduce((worst, chip) => (chip.seconds > worst.seconds ? chip : worst));
  return maximum(
    { label: "busiest chip", unit: "s" },
    [busiest, ...chips.filter((chip) => chip !== busiest)].map((chip) =>
      chip === busiest
        ? sum(
            { label: `chip ${chip.chip}`, unit: "s", value: chip.seconds },
            chip.stages.flatMap((stage) => stageParts(stage, scope)),
          )
        : elsewhere({
            label: `chip ${chip.chip}`,
            value: chip.seconds,
            unit: "s",
            formula: "waits for the busiest",
          }),
    ),
  );
}

function stageParts(program: StageProgram, scope: PipelineScope): readonly ExplanationNode[] {
  const stage = scope.plan.stages.find(({ index }) => index === program.stage);
  if (stage === undefined) throw new Error(`no stage ${program.stage} in the plan`);
  const directions = (["forward", "backward"] as const).filter((name) => program[name].length > 0);
  return directions.map((direction) =>
    sum(
      { label: `stage ${stage.index} ${direction}`, unit: "s", value: segmentSeconds(program[direction]) },
      [...leading(program, stage, direction, scope), ...layers(stage, direction, scope)],
    ),
  );
}

/** What stands before the layers: input from the host, keys and values, casts of checkpoints. */
function leading(
  program: StageProgram,
  { blocks }: Stage,
  direction: Direction,
  { context, inputs }: PipelineScope,
): readonly ExplanationNode[] {
  const own = blocks.reduce((total, { block, count: layersHere }) => {
    const price = priceBlock(block, context);
    const again = direction === "backward" ? price.recompute.length : 0;
    return total + layersHere * (price[direction].length + again);
  }, 0);
  return explainSegments(program[direction].slice(0, program[direction].length - own), inputs);
}

function layers({ blocks }: Stage, direction: Direction, scope: PipelineScope): readonly ExplanationNode[] {
  return blocks.map(({ block, count: layersHere }) =>
    product({ label: `${block.id} ${direction}, all here`, unit: "s" }, [
      count(`${block.id} on this stage`, layersHere),
      explainBlock(block, direction, scope),
    ]),
  );
}

/** All stages hand over together: the longest one counts, as often as the stage has chunks. */
function handOver({ copySeconds }: CycleRun, { program, inputs }: PipelineScope): ExplanationNode {
  const { interleave = 1 } = program;
  const copies = program.stages.flatMap(({ copyForward, copyBackward }) =>
    [copyForward ?? [], copyBackward ?? []].flat(),
  );
  const longest = copies.reduce<(typeof copies)[number] | undefined>(
    (worst, copy) => (worst === undefined || copy.seconds > worst.seconds ? copy : worst),
    undefined,
  );
  if (longest === undefined) return elsewhere({ label: "hand-over", value: 0, unit: "s" });
  const one = explainSegment(longest, inputs);
  return interleave === 1
    ? sum({ label: "hand-over", unit: "s", value: copySeconds, formula: "the longest of all stages" }, [one])
    : product({ label: "hand-over", unit: "s" }, [count("chunks of a stage", interleave), one]);
}

/** Once a step: gradients, optimizer, state, of the chip that needs longest. */
function explainUpdate({ program, inputs }: PipelineScope): ExplanationNode {
  const chips = chipsOf(program).map(({ chip, stages }) => {
    const segments = stages.flatMap(({ update }) => update);
    return { chip, segments, seconds: segmentSeconds(segments) };
  });
  const slowest = chips.reduce((worst, chip) => (chip.seconds > worst.seconds ? chip : worst));
  return sum(
    { label: "update", unit: "s", value: slowest.seconds, formula: `chip ${slowest.chip}, the slowest` },
    explainSegments(slowest.segments, inputs),
  );
}

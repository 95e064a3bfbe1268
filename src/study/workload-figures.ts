import { denseEquivalentParameters, EXPERTS_FITS } from "../optimum/laws/experts-law.ts";
import { scalingLaw, SCALING_LAWS } from "../optimum/laws/index.ts";
import { denseEquivalentGain, SPARSE_FITS } from "../optimum/laws/sparse-law.ts";
import { pureNumber, type Amount } from "../spec/formula/evaluate-formula.ts";
import { FormulaError } from "../spec/formula/formula.ts";
import { powersOfUnit } from "../units/powers-of-unit.ts";
import { activeParameters, exactParameters, storedWeightBytes } from "../workload/graph/parameters.ts";
import { conventionsFor, isFlopsConvention, trainingFlops } from "../workload/flops/training-flops.ts";
import { trainingRun } from "../workload/flops/training-run.ts";
import { textAt, unknownText, type ClaimFunction } from "./claim-arguments.ts";
import type { Subjects, WorkloadSubject } from "./subject.ts";

type Args = Parameters<ClaimFunction>[0];

/** Functions of claims that take a workload and nothing else, or a convention after it. */
export const WORKLOAD_FUNCTIONS = ["parameters", "activeParameters", "storedBytes", "flops"] as const;

/** Functions whose second argument is a workload, after the name of a law. */
export const LAW_FUNCTIONS = ["loss", "lossFlops", "denseEquivalent"] as const;

/** Figures of workloads that need no machine; what each means stands at `claimScope`. */
export function workloadFigures({
  workloads,
}: Subjects): readonly (readonly [
  (typeof WORKLOAD_FUNCTIONS | typeof LAW_FUNCTIONS)[number],
  ClaimFunction,
])[] {
  const first = (args: Args, call: string): WorkloadSubject =>
    workloadAt(workloads, textAt(args, 0, `${call}("workload")`));
  return [
    ["parameters", (args) => pureNumber(exactParameters(first(args, "parameters").loaded.spec))],
    ["activeParameters", (args) => pureNumber(activeParameters(first(args, "activeParameters").loaded.spec))],
    ["storedBytes", (args) => bytes(storedWeightBytes(first(args, "storedBytes").loaded.spec))],
    ["flops", (args) => flopsOf(first(args, "flops"), textAt(args, 1, `flops("workload", "convention")`))],
    ["loss", (args) => pureNumber(lossOf(workloads, args, "loss").loss)],
    ["lossFlops", (args) => lossFlopsOf(workloads, args)],
    ["denseEquivalent", (args) => pureNumber(denseEquivalentOf(workloads, args))],
  ];
}

function workloadAt(workloads: Subjects["workloads"], id: string): WorkloadSubject {
  const subject = workloads.get(id);
  if (subject === undefined) throw unknownText("the workload", id, workloads.keys());
  return subject;
}

const bytes = (value: number): Amount => ({ value, powers: powersOfUnit("B") });

function flopsOf({ id, loaded }: WorkloadSubject, convention: string): Amount {
  const known =
    loaded.spec.task.kind === "inference"
      ? []
      : conventionsFor(loaded.spec.family, loaded.spec.model.sparsity !== undefined);
  if (!isFlopsConvention(convention) || !known.includes(convention))
    throw unknownText(`for ${id}, the training FLOPs convention`, convention, known);
  return { value: trainingFlops(loaded.spec, convention), powers: powersOfUnit("FLOP") };
}

function lossOf(workloads: Subjects["workloads"], args: Args, call: string) {
  const usage = `${call}("law", "workload")`;
  const id = textAt(args, 0, usage);
  const law = scalingLaw(id);
  if (law === undefined) throw unknownText("a scaling law", id, Object.keys(SCALING_LAWS));
  const { id: workload, loaded } = workloadAt(workloads, textAt(args, 1, usage));
  const run = trainingRun(loaded.spec);
  if (run === undefined) throw new FormulaError(`a loss of ${workload}, which trains nothing`);
  return { law, loss: law.loss(exactParameters(loaded.spec), run.tokens) };
}

function lossFlopsOf(workloads: Subjects["workloads"], args: Args): Amount {
  const { law, loss } = lossOf(workloads, args, "lossFlops");
  return { value: law.flopsForLoss(loss) ?? Number.NaN, powers: powersOfUnit("FLOP") };
}

/**
 * Dense parameters with the quality of a model with experts (a law of Clark 2022, its dense part taken as what a token
 * meets) or of a pruned one (Frantar 2023, of the weights that are kept).
 */
function denseEquivalentOf(workloads: Subjects["workloads"], args: Args): number {
  const usage = `denseEquivalent("law", "workload")`;
  const id = textAt(args, 0, usage);
  const { id: workload, loaded } = workloadAt(workloads, textAt(args, 1, usage));
  const { experts, sparsity } = loaded.spec.model;
  if (experts !== undefined && Object.hasOwn(EXPERTS_FITS, id))
    return denseEquivalentParameters(
      EXPERTS_FITS[id as keyof typeof EXPERTS_FITS],
      activeParameters(loaded.spec),
      experts.count,
    );
  if (sparsity !== undefined && Object.hasOwn(SPARSE_FITS, id))
    return (
      exactParameters(loaded.spec) *
      denseEquivalentGain(SPARSE_FITS[id as keyof typeof SPARSE_FITS], 1 - sparsity.density)
    );
  const known = Object.keys({
    ...(experts === undefined ? {} : EXPERTS_FITS),
    ...(sparsity === undefined ? {} : SPARSE_FITS),
  });
  if (known.length === 0) throw new FormulaError(`a dense equivalent of ${workload}, which is dense`);
  throw unknownText(`for ${workload}, a law of dense equivalents`, id, known);
}

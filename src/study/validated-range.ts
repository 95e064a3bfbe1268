import type { ExpectedError, ExpectedErrors } from "../validate/accuracy/expected-errors.ts";
import { chipFamily, modelFamily, TILED_FAMILY, type RunKind } from "../validate/accuracy/run-kind.ts";
import { RANGED, type Ranged, type RunSizes } from "../validate/accuracy/run-sizes.ts";
import type { Arch } from "../arch/arch.ts";
import type { SavedResult } from "../result/saved/result.ts";
import { TRUST_WORDS } from "../result/saved/trust.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import { exactParameters } from "../workload/graph/parameters.ts";
import { trainingRun } from "../workload/flops/training-run.ts";
import type { Subjects } from "./subject.ts";
import { formatQuantity } from "../units/format-quantity.ts";

/** Every result with what to expect of its numbers; as they are where nothing is known. */
export function withExpectedErrors(
  results: readonly SavedResult[],
  { systems, workloads }: Subjects,
  expected: ExpectedErrors | undefined,
): readonly SavedResult[] {
  if (expected === undefined) return results;
  // What was asked for by path is filed under the spec's own id.
  const [bySystem, byWorkload] = [byId(systems), byId(workloads)];
  return results.map((result) => {
    const [system, workload] = [bySystem.get(result.system), byWorkload.get(result.workload)];
    if (!result.feasible || system === undefined || workload === undefined) return result;
    const { spec } = workload.loaded;
    const { task } = spec;
    const microBatch = result.plan?.["microBatch"];
    const asked: AskedRun = {
      kind: kindOfRun(spec, system.arch),
      chip: system.arch.chip.id,
      sizes: {
        chips: result.metrics["chipsUsed"] ?? undefined,
        parameters: exactParameters(spec),
        sequenceLength:
          task.kind === "inference" ? task.promptTokens : sequenceOf(trainingRun(spec)?.tokensPerSample),
        microBatch: typeof microBatch === "number" ? microBatch : undefined,
      },
    };
    return { ...result, diagnostics: [...result.diagnostics, ...validatedRange(asked, expected)] };
  });
}

const byId = <T extends { readonly id: string }>(subjects: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
  new Map([...subjects.values()].map((subject) => [subject.id, subject]));

/** A sample of one token is an image: it has no sequence. */
function sequenceOf(tokens: number | undefined): number | undefined {
  return tokens === 1 ? undefined : tokens;
}

/** What kind of run a workload is on a machine, as records are of a kind. */
function kindOfRun(spec: WorkloadSpec, { chip }: Arch): RunKind {
  const { task } = spec;
  const training = task.kind !== "inference";
  const software = chip.architecture === "tiled" ? undefined : chip.software;
  return {
    task: training ? "training" : "inference",
    phase: training ? "step" : task.generatedTokens > 0 ? "decode" : "prefill",
    chips: software === undefined ? TILED_FAMILY : chipFamily(chip.id),
    software: (training ? software?.training.id : software?.inference.id) ?? "",
    models: modelFamily(spec.family, "experts" in spec.model && spec.model.experts !== undefined),
  };
}

type Diagnostics = SavedResult["diagnostics"];

/** What a result is asked about, in the terms in which validated runs were varied. */
export interface AskedRun {
  readonly kind: RunKind;
  readonly chip: string;
  readonly sizes: RunSizes;
}

const WORDS: Readonly<Record<Ranged, string>> = {
  chips: "chips",
  parameters: "parameters",
  sequenceLength: "tokens a sequence",
  microBatch: "samples a micro-batch",
};

/**
 * The error to expect of a result, and a warning where it lies beyond the runs that predictions were held against. A
 * kind of which no run was measured has the widest band of its task.
 */
export function validatedRange(asked: AskedRun, { entries }: ExpectedErrors): Diagnostics {
  const { kind } = asked;
  const near = nearestOf(kind, entries);
  const entry = widestOf(near);
  if (entry === undefined) {
    const widest = widestOf(entries.filter(({ task }) => task === kind.task));
    const off = widest === undefined ? "" : `; runs of other kinds are off by up to ${percentOf(widest)} %`;
    return [{ level: "warning", text: `${TRUST_WORDS.unvalidated}no measured ${runsOf(kind)}${off}` }];
  }
  const count = near.reduce((sum, { records }) => sum + records, 0);
  const expected = {
    level: "note" as const,
    text: `${TRUST_WORDS.validated}${percentOf(entry)} % for nine of ten (${count} measured ${runsOf(entry)})`,
  };
  const beyond = outside(asked, near);
  if (beyond.length === 0) return [expected];
  return [expected, { level: "warning", text: `${TRUST_WORDS.outside}${beyond.join("; ")}` }];
}

/** Entries of the very kind; else of its chips, or its software, with the same models. */
function nearestOf(kind: RunKind, entries: readonly ExpectedError[]): readonly ExpectedError[] {
  const alike = entries.filter(
    ({ task, phase, models }) => task === kind.task && phase === kind.phase && models === kind.models,
  );
  const onChips = alike.filter(({ chips }) => chips === kind.chips);
  const same = onChips.filter(({ software }) => software === kind.software);
  if (same.length > 0) return same;
  return onChips.length > 0
    ? onChips
    : alike.filter(({ software }) => software !== "" && software === kind.software);
}

const widestOf = (entries: readonly ExpectedError[]): ExpectedError | undefined =>
  entries.toSorted((a, b) => b.band - a.band)[0];

/** In which a band is as wide upwards as it says: measured / predicted lies between 1 / band and band. */
const percentOf = ({ band }: ExpectedError): number => Number((100 * (band - 1)).toPrecision(2));

/** "training runs of transformers on A100 with eager"; a GPU's software is named, an IPU's is one. */
function runsOf({ task, phase, models, chips, software }: RunKind): string {
  const of = phase === "prefill" ? `prompts of ${models}` : models;
  return `${task} runs of ${of} on ${chips}${software === "" ? "" : ` with ${software}`}`;
}

/** "8,192 chips > 256", for every size that no validated run had, and the chip if none was measured on it. */
function outside({ kind, sizes, chip }: AskedRun, near: readonly ExpectedError[]): readonly string[] {
  const known = near.some(({ measuredOn }) =>
    measuredOn.some((id) => chip === id || chip.startsWith(`${id}-`)),
  );
  const software = near.some((one) => one.software === kind.software);
  const sized = RANGED.flatMap((name) => {
    const ranges = near.map((entry) => entry.ranges[name]).filter((range) => range !== undefined);
    const value = sizes[name];
    if (value === undefined || ranges.length === 0) return [];
    const [low, high] = [Math.min(...ranges.map(([from]) => from)), Math.max(...ranges.map(([, to]) => to))];
    const slack = name === "parameters" ? COUNTING : 1;
    if (value * slack >= low && value <= high * slack) return [];
    const edge = value > high ? high : low;
    const [own, bound] = toldApart(value, edge);
    return [`${own} ${WORDS[name]} ${value > high ? ">" : "<"} ${bound}`];
  });
  return [
    ...(known ? [] : [`no run was measured on ${chip}`]),
    ...(software ? [] : [`no run was measured with ${kind.software}`]),
    ...sized,
  ];
}

/** Counts of a model's parameters differ by this much: with or without embeddings and small vectors. */
const COUNTING = 1.03;

/** Both with as many digits as it takes to see that they differ. */
function toldApart(value: number, edge: number): readonly [string, string] {
  for (let digits = 3; ; digits++) {
    const both = [value, edge].map((one) => formatQuantity(one, "", digits)) as [string, string];
    if (both[0] !== both[1] || digits === MOST_DIGITS) return both;
  }
}

const MOST_DIGITS = 12;

import type { ExpectedError, ExpectedErrors, Ranged } from "../validate/accuracy/expected-errors.ts";
import type { SavedResult } from "../result/saved/result.ts";
import { TRUST_WORDS } from "../result/saved/trust.ts";
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
    const { chip } = system.arch;
    const microBatch = result.plan?.["microBatch"];
    const asked: AskedRun = {
      task: task.kind,
      architecture: chip.architecture,
      chip: chip.id,
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

type Diagnostics = SavedResult["diagnostics"];

/** What a result is asked about, in the terms in which validated runs were varied. */
export interface AskedRun {
  readonly task: "pretrain" | "finetune" | "inference";
  readonly architecture: "tiled" | "roofline";
  readonly chip: string;
  readonly sizes: Readonly<Record<Ranged, number | undefined>>;
}

const WORDS: Readonly<Record<Ranged, string>> = {
  chips: "chips",
  parameters: "parameters",
  sequenceLength: "tokens a sequence",
  microBatch: "samples a micro-batch",
};

/** The error to expect of a result, and a warning where it lies beyond the runs that predictions were held against. */
export function validatedRange(asked: AskedRun, { entries }: ExpectedErrors): Diagnostics {
  const task = asked.task === "inference" ? "inference" : "training";
  const entry = entries.find((one) => one.task === task && one.chipFamily === asked.architecture);
  const chips = asked.architecture === "tiled" ? "IPUs" : "GPUs";
  if (entry === undefined)
    return [{ level: "warning", text: `${TRUST_WORDS.unvalidated}no measured ${task} run on ${chips}` }];
  const percent = (100 * entry.mape).toPrecision(2);
  const expected = {
    level: "note" as const,
    text: `${TRUST_WORDS.validated}${Number(percent)} % on average (${entry.records} measured ${task} runs on ${chips})`,
  };
  const beyond = outside(asked, entry);
  if (beyond.length === 0) return [expected];
  return [expected, { level: "warning", text: `${TRUST_WORDS.outside}${beyond.join("; ")}` }];
}

/** "8,192 chips > 256", for every size that no validated run had, and the chip if none was measured on it. */
function outside({ sizes, chip }: AskedRun, { ranges, measuredOn }: ExpectedError): readonly string[] {
  const known = measuredOn.some((id) => chip === id || chip.startsWith(`${id}-`));
  const sized = (Object.entries(ranges) as [Ranged, readonly [number, number]][]).flatMap(
    ([name, [low, high]]) => {
      const value = sizes[name];
      if (value === undefined || (value >= low && value <= high)) return [];
      const edge = value > high ? high : low;
      const [own, bound] = toldApart(value, edge);
      return [`${own} ${WORDS[name]} ${value > high ? ">" : "<"} ${bound}`];
    },
  );
  return [...(known ? [] : [`no run was measured on ${chip}`]), ...sized];
}

/** Both with as many digits as it takes to see that they differ. */
function toldApart(value: number, edge: number): readonly [string, string] {
  for (let digits = 3; ; digits++) {
    const both = [value, edge].map((one) => formatQuantity(one, "", digits)) as [string, string];
    if (both[0] !== both[1] || digits === MOST_DIGITS) return both;
  }
}

const MOST_DIGITS = 12;

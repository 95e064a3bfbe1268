import type {
  DesignRanges,
  SavedCandidate,
  SavedDesign,
  SavedLimit,
} from "../../explore/design/saved-design.ts";
import { formatCount } from "../../units/format-count.ts";
import { formatQuantity } from "../../units/format-quantity.ts";

/** A table of an answer: its header, and rows whose first columns are text. */
export interface DesignTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly textColumns: number;
}

export const titleOf = ({ question }: SavedDesign): string => `The best ${question.system}`;

/** Prices of chips are what making them costs, with a share of their design where its volume is told. */
const WITHOUT_DESIGN = "Prices leave out what designing a chip costs once (chip.volume shares it out).";
const WITH_DESIGN = "Prices have the share of a chip in its design (chip.volume).";

export function askedText({ question }: SavedDesign): string {
  const { workloads, objectives, within, isDesignPriced = false } = question;
  const goals = objectives.map(
    ({ label, better }) => `${label} (${better === "min" ? "lower" : "higher"} is better)`,
  );
  const names = workloads.map(({ id, weight }) => (workloads.length === 1 ? id : `${id} (weight ${weight})`));
  const limits = within.length === 0 ? "" : `, within ${within.join(", ")}`;
  return `${goals.join(" and ")} of ${names.join(", ")}${limits}; each design with its fastest plan. ${isDesignPriced ? WITH_DESIGN : WITHOUT_DESIGN}`;
}

export function countedText({ designs, priced, unseen, gap, best }: SavedDesign): string {
  const stopped =
    best.length === 0
      ? "and none before that keeps all limits"
      : `and one of them could be ${percent(gap)} better`;
  const proof =
    unseen > 0
      ? `stopped: ${formatCount(unseen)} were not looked at, ${stopped}`
      : "what was not priced is proven no better, gap 0";
  const none = best.length === 0 && unseen === 0 ? " None keeps all limits." : "";
  return `Of ${formatCount(designs)} designs ${formatCount(priced)} were priced; ${proof}.${none}`;
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** Which limits hold the answer back, and what a little more of each is worth; undefined where nobody asked. */
export function bindingText({ limits, question }: SavedDesign): string | undefined {
  if (limits.length === 0) return undefined;
  const unit = question.objectives[0]?.unit ?? "";
  const binding = limits.filter(({ perUnit }) => perUnit !== 0);
  if (binding.length === 0) return "No limit binds: a tenth more of each changes nothing.";
  const worths = binding.map((one) => `${one.text} (${worthText(one, unit)})`);
  return `What binds: ${worths.join(", ")}.`;
}

export function worthText({ perUnit, bound, widened, unit }: SavedLimit, of: string): string {
  if (perUnit === 0) return "does not bind";
  const [change, room] = [perUnit * (widened - bound), widened - bound];
  return `${formatQuantity(change, of)} for ${formatQuantity(room, unit)}`;
}

export function bestTable({ question, best }: SavedDesign): DesignTable {
  const { axes, objectives } = question;
  const names = axes.map(({ name }) => name);
  return {
    header: ["", ...names, ...objectives.map(({ label }) => label), "Die", "Price"],
    rows: best.map((one, rank) => [
      String(rank + 1),
      ...axes.map(({ name, unit }) => levelText(one.coordinates[name], unit)),
      ...one.objectives.map((value, at) => formatQuantity(value, objectives[at]!.unit)),
      metricText(one, "dieSquareMetres", "m^2"),
      metricText(one, "capexDollars", "USD"),
    ]),
    textColumns: 1,
  };
}

const levelText = (value: unknown, unit: string): string =>
  typeof value === "number" ? formatQuantity(value, unit, 4) : String(value);

function metricText(
  { workloads }: SavedCandidate,
  id: "dieSquareMetres" | "capexDollars",
  unit: string,
): string {
  const value = workloads[0]?.metrics[id] ?? null;
  return value === null ? "n/a" : formatQuantity(value, unit, 4);
}

export function planTable({ best }: SavedDesign): DesignTable {
  const degrees = ["tensorParallel", "pipelineParallel", "dataParallel"];
  return {
    header: ["", "workload", "tensor × pipeline × data", "step", "power"],
    rows: best.flatMap(({ workloads }, rank) =>
      workloads.map(({ id, plan, metrics }) => [
        String(rank + 1),
        id,
        degrees.map((name) => String(plan[name])).join(" × "),
        formatQuantity(metrics.stepTimeSeconds ?? Number.NaN, "s"),
        formatQuantity(metrics.averagePowerWatts ?? Number.NaN, "W"),
      ]),
    ),
    textColumns: 3,
  };
}

export function removedTable({ removed }: SavedDesign): DesignTable {
  const rows = removed.map(({ why, designs }) => [why, formatCount(designs)]);
  return { header: ["Why", "Designs"], rows, textColumns: 1 };
}

export function limitTable({ limits, question }: SavedDesign): DesignTable {
  const [objective] = question.objectives;
  const unit = objective?.unit ?? "";
  return {
    header: ["Limit", "at the best design", "a tenth wider", objective?.label ?? "", "worth"],
    rows: limits.map((one) => [
      one.text,
      formatQuantity(one.value, one.unit, 4),
      formatQuantity(one.widened, one.unit, 4),
      formatQuantity(one.objective, unit, 4),
      worthText(one, unit),
    ]),
    textColumns: 1,
  };
}

/** How far the answer moves within the ranges of its inputs; undefined where nobody looked. */
export function rangesText({ ranges, question, best }: SavedDesign): string | undefined {
  if (ranges === undefined) return undefined;
  const { samples, fitting, keepsLimits, staysBest, objective } = ranges;
  const [{ label, unit } = { label: "", unit: "" }] = question.objectives;
  const spread =
    objective === undefined
      ? ""
      : `: ${label} lies between ${formatQuantity(objective.p10, unit)} and ${formatQuantity(objective.p90, unit)} in four of five`;
  const others =
    best.length === 1 ? "" : `, and in ${staysBest} of those it stays the best of the ${best.length}`;
  return `With all uncertain inputs (its specs, processes and the constants of silicon) drawn within their ranges ${samples} times, the best design still fits in ${fitting}${spread}. It keeps all limits in ${keepsLimits}${others}.`;
}

export function moverTable({ question }: SavedDesign, { movers }: DesignRanges): DesignTable {
  const [{ label, unit } = { label: "", unit: "" }] = question.objectives;
  const at = (value: number | null): string =>
    value === null ? "does not fit" : formatQuantity(value, unit, 4);
  return {
    header: ["Input, alone at its ends", `${label} at its low end`, "at its high end"],
    rows: movers.map(({ path, low, high }) => [path, at(low), at(high)]),
    textColumns: 1,
  };
}

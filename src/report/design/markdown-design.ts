import type { SavedCandidate, SavedDesign, SavedLimit } from "../../explore/design/saved-design.ts";
import { formatQuantity } from "../../units/format-quantity.ts";
import { formatCount } from "../../units/format-count.ts";
import { markdownTable, titled } from "../parts/markdown-table.ts";

/** The answer to a design question as Markdown: best designs, what removed the rest, what each limit costs. */
export function markdownDesign(design: SavedDesign): string {
  const { question, best } = design;
  const lines = [
    `# The best ${question.system}`,
    "",
    asked(design),
    "",
    counted(design),
    ...titled(
      question.objectives.length > 1 ? "Front" : "Best designs",
      best.length === 0 ? [] : bestTable(design),
    ),
    ...titled("Their plans", plans(design)),
    ...titled(
      "What removed the rest",
      design.removed.length === 0
        ? []
        : markdownTable(
            ["Why", "Designs"],
            design.removed.map(({ why, designs }) => [why, formatCount(designs)]),
          ),
    ),
    ...titled("What each limit costs", design.limits.length === 0 ? [] : limitTable(design)),
  ];
  return `${lines.join("\n")}\n`;
}

function asked({ question }: SavedDesign): string {
  const { workloads, objectives, within } = question;
  const goals = objectives.map(
    ({ label, better }) => `${label} (${better === "min" ? "lower" : "higher"} is better)`,
  );
  const names = workloads.map(({ id, weight }) => (workloads.length === 1 ? id : `${id} (weight ${weight})`));
  const limits = within.length === 0 ? "" : `, within ${within.join(", ")}`;
  return `${goals.join(" and ")} of ${names.join(", ")}${limits}; each design with its fastest plan.`;
}

function counted({ designs, priced, unseen, gap, best }: SavedDesign): string {
  const proof =
    unseen > 0
      ? `stopped: ${formatCount(unseen)} were not looked at, ${best.length === 0 ? "and none before that keeps all limits" : `and one of them could be ${percent(gap)} better`}`
      : "what was not priced is proven no better, gap 0";
  const none = best.length === 0 && unseen === 0 ? " None keeps all limits." : "";
  return `Of ${formatCount(designs)} designs ${formatCount(priced)} were priced; ${proof}.${none}`;
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

function bestTable({ question, best }: SavedDesign): readonly string[] {
  const { axes, objectives } = question;
  const header = [
    "",
    ...axes.map(({ name }) => name),
    ...objectives.map(({ label }) => label),
    "Die",
    "Price",
  ];
  return markdownTable(
    header,
    best.map((one, rank) => [
      String(rank + 1),
      ...axes.map(({ name, unit }) => level(one.coordinates[name], unit)),
      ...one.objectives.map((value, at) => formatQuantity(value, objectives[at]!.unit)),
      metric(one, "dieSquareMetres", "m^2"),
      metric(one, "capexDollars", "USD"),
    ]),
  );
}

const level = (value: unknown, unit: string): string =>
  typeof value === "number" ? formatQuantity(value, unit, 4) : String(value);

function metric({ workloads }: SavedCandidate, id: "dieSquareMetres" | "capexDollars", unit: string): string {
  const value = workloads[0]?.metrics[id] ?? null;
  return value === null ? "n/a" : formatQuantity(value, unit, 4);
}

function plans({ best }: SavedDesign): readonly string[] {
  if (best.length === 0) return [];
  return markdownTable(
    ["", "workload", "tensor × pipeline × data", "step", "power"],
    best.flatMap(({ workloads }, rank) =>
      workloads.map(({ id, plan, metrics }) => [
        String(rank + 1),
        id,
        ["tensorParallel", "pipelineParallel", "dataParallel"].map((name) => String(plan[name])).join(" × "),
        formatQuantity(metrics.stepTimeSeconds ?? Number.NaN, "s"),
        formatQuantity(metrics.averagePowerWatts ?? Number.NaN, "W"),
      ]),
    ),
    3,
  );
}

function limitTable({ limits, question }: SavedDesign): readonly string[] {
  const [objective] = question.objectives;
  const unit = objective?.unit ?? "";
  return markdownTable(
    ["Limit", "at the best design", "a tenth wider", objective?.label ?? "", "worth"],
    limits.map((one) => [
      one.text,
      formatQuantity(one.value, one.unit, 4),
      formatQuantity(one.widened, one.unit, 4),
      formatQuantity(one.objective, unit, 4),
      worth(one, unit),
    ]),
  );
}

function worth({ perUnit, bound, widened, unit }: SavedLimit, of: string): string {
  if (perUnit === 0) return "does not bind";
  return `${formatQuantity(perUnit * (widened - bound), of)} for ${formatQuantity(widened - bound, unit)}`;
}

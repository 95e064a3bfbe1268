import type { DesignAxis, Findings, Objective } from "../../index.ts";

const ROWS_SHOWN = 20;

export interface FrontTableInput {
  readonly findings: Findings;
  readonly axes: readonly DesignAxis[];
  readonly objectives: readonly Objective[];
}

/** The front as a table, best of the first objective first. */
export async function frontTable({ findings, axes, objectives }: FrontTableInput): Promise<string> {
  const { formatQuantity, metricFigure, table, METRICS } = await import("../../index.ts");
  const definitions: Readonly<Record<string, (typeof METRICS)[keyof typeof METRICS]>> = METRICS;
  const { points, feasible, front } = findings;
  const counts = `${points} points, ${feasible} fit, ${front.length} on the front of ${objectives
    .map(({ metric, better }) => `${metric}:${better}`)
    .join(", ")}`;
  if (front.length === 0) return `${counts}\n`;
  const [first] = objectives;
  const key = (row: (typeof front)[number]): number =>
    (row.metrics[first?.metric ?? ""] ?? 0) * (first?.better === "max" ? -1 : 1);
  const shown = [...front].sort((a, b) => key(a) - key(b) || a.index - b.index).slice(0, ROWS_SHOWN);
  const right = { align: "right" } as const;
  const columns = [
    { header: "point", ...right },
    ...axes.map(({ name }) => ({ header: name, ...right })),
    ...objectives.map(({ metric }) => ({ header: definitions[metric]?.label ?? metric, ...right })),
    { header: "plan (tensor × pipeline × data)", align: "left" } as const,
  ];
  const rows = shown.map(({ index, coordinates, metrics, plan }) => [
    { text: String(index) },
    ...axes.map(({ name, unit }) => {
      const value = coordinates[name];
      return { text: typeof value === "number" ? formatQuantity(value, unit, 4) : String(value ?? "–") };
    }),
    ...objectives.map(({ metric }) => {
      const definition = definitions[metric];
      const value = metrics[metric];
      if (definition === undefined || value === null || value === undefined) return { text: "–" };
      return { text: metricFigure(value, definition) };
    }),
    { text: degrees(plan) },
  ]);
  const more = front.length > shown.length ? [`and ${front.length - shown.length} more`] : [];
  return [counts, ...table(columns, rows), ...more, ""].join("\n");
}

const degrees = (plan: Readonly<Record<string, unknown>> | undefined): string =>
  plan === undefined
    ? "–"
    : ["tensorParallel", "pipelineParallel", "dataParallel"].map((name) => String(plan[name])).join(" × ");

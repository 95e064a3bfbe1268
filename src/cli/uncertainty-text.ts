import type * as Library from "../internal.ts";
import type { BuiltInMetrics, Resource, Sensitivity, Uncertainty } from "../internal.ts";

type Api = typeof Library;

export interface UncertaintyAnswer {
  readonly system: string;
  readonly workload: string;
  readonly seed: number;
  readonly metrics: readonly string[];
  readonly nominal: BuiltInMetrics;
  readonly assessed: Uncertainty;
  readonly headroom: Readonly<Record<Resource, number>>;
}

/** Inputs of a tornado that are worth a line. */
const SHOWN_INPUTS = 10;
/** Speed-ups below this are none. */
const LEAST_HEADROOM = 1.005;

/** What is not known, and what it does, for a terminal. */
export function uncertaintyText(answer: UncertaintyAnswer, api: Api): string {
  const { system, workload, assessed, metrics } = answer;
  const { samples, fitting } = assessed;
  const lines = [
    `${system} · ${workload}`,
    `  ${samples} samples of all uncertain inputs at the plan found; it fits in ${fitting} of them`,
    ...indented(decilesTable(answer, api)),
    ...metrics.flatMap((metric) => ["", ...indented(tornado(metric, answer, api))]),
    "",
    ...indented(headroomTable(answer, api)),
  ];
  return `${lines.join("\n")}\n`;
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

const right = (header: string) => ({ header, align: "right" }) as const;
const left = (header: string) => ({ header, align: "left" }) as const;

function figureOf(id: string, api: Api): (value: number | null) => string {
  const metric = definitionOf(id, api);
  return (value) => (value === null ? "does not fit" : api.metricFigure(value, metric));
}

const definitionOf = (id: string, { METRICS }: Api): Library.MetricDefinition =>
  (METRICS as Readonly<Record<string, Library.MetricDefinition>>)[id]!;

/** Every metric whose deciles differ. */
function decilesTable({ assessed, nominal }: UncertaintyAnswer, api: Api): readonly string[] {
  const rows = Object.entries(assessed.deciles)
    .filter(([, { p10, p90 }]) => p10 !== p90)
    .map(([id, { p10, p50, p90 }]) => {
      const say = figureOf(id, api);
      const value = nominal[id as keyof BuiltInMetrics];
      return [definitionOf(id, api).label, say(value), say(p10), say(p50), say(p90)].map((text) => ({
        text,
      }));
    });
  return api.table([left(""), right("nominal"), right("P10"), right("P50"), right("P90")], rows);
}

function tornado(metric: string, { assessed, nominal }: UncertaintyAnswer, api: Api): readonly string[] {
  const all = assessed.sensitivities[metric] ?? [];
  const { label } = definitionOf(metric, api);
  if (all.length === 0) return [`${label}: no uncertain input moves it`];
  const say = figureOf(metric, api);
  const indexed = all.some(({ index }) => index !== undefined);
  const share = (value: number): string => value.toFixed(2);
  const shown = all.slice(0, SHOWN_INPUTS);
  const rows = shown.map(({ input, low, high, index }) =>
    [
      input.path,
      `${api.formatQuantity(input.ends.low, input.unit)} – ${api.formatQuantity(input.ends.high, input.unit)}`,
      say(low),
      say(high),
      ...(index === undefined ? [] : [share(index.first), share(index.total)]),
      bar({ low, high }, nominal[metric as keyof BuiltInMetrics], shown),
    ].map((text) => ({ text })),
  );
  const columns = [left(label), left("range"), right("at low"), right("at high")];
  const more = all.length > shown.length ? [`… and ${all.length - shown.length} that move it less`] : [];
  return [
    ...api.table([...columns, ...(indexed ? [right("alone"), right("in all")] : []), left("")], rows),
    ...more,
  ];
}

/** Half a tornado's width in characters. */
const HALF = 12;

/** A swing around the nominal value, on one scale for the whole tornado. */
function bar(
  { low, high }: Pick<Sensitivity, "low" | "high">,
  nominal: number | null,
  all: readonly Sensitivity[],
): string {
  if (nominal === null) return "";
  const distance = (value: number | null): number => (value === null ? 0 : value - nominal);
  const most = Math.max(...all.flatMap((one) => [distance(one.low), distance(one.high)].map(Math.abs)));
  const cells = (value: number): number => (most > 0 ? Math.round((HALF * value) / most) : 0);
  const ends = [distance(low), distance(high)];
  const down = cells(-Math.min(0, ...ends));
  const up = cells(Math.max(0, ...ends));
  return `${"█".repeat(down).padStart(HALF)}│${"█".repeat(up)}`;
}

function headroomTable({ headroom }: UncertaintyAnswer, api: Api): readonly string[] {
  const rows = Object.entries(headroom)
    .filter(([, factor]) => factor >= LEAST_HEADROOM)
    .toSorted((a, b) => b[1] - a[1])
    .map(([resource, factor]) => [resource, `${factor.toPrecision(3)}×`].map((text) => ({ text })));
  return api.table([left("headroom: how much faster a step with it infinitely fast"), right("")], rows);
}

/** `dse.uncertainty/v1`. */
export function savedUncertainty(answer: UncertaintyAnswer & { readonly plan: object }): object {
  const { system, workload, seed, nominal, assessed, headroom, plan } = answer;
  const sensitivities = Object.fromEntries(
    Object.entries(assessed.sensitivities).map(([metric, all]) => [
      metric,
      all.map(({ input, low, high, index }) => ({
        ...{ input: input.path, of: input.of, unit: input.unit, range: [input.ends.low, input.ends.high] },
        ...{ low, high, ...(index && { index }) },
      })),
    ]),
  );
  const { samples, fitting, deciles } = assessed;
  return {
    schema: "dse.uncertainty/v1",
    ...{ system, workload, seed, samples, fitting, plan, nominal, deciles, sensitivities, headroom },
  };
}

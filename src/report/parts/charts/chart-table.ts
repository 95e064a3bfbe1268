import type { VegaLiteSpec } from "./chart.ts";

/** The figures of a chart as its tooltips tell them. */
export interface ChartTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Layer {
  readonly data?: { readonly values?: readonly Readonly<Record<string, unknown>>[] };
  readonly encoding?: { readonly tooltip?: readonly { readonly field: string; readonly title: string }[] };
  readonly layer?: readonly Layer[];
  readonly spec?: Layer;
}

/**
 * What a chart shows, as text: for every mark that has a tooltip a row of what it says, alike ones once. So a chart has
 * its table without saying anything twice. Undefined where no mark tells anything.
 */
export function chartTable(spec: VegaLiteSpec): ChartTable | undefined {
  const told = layersOf(spec as Layer, {}).filter(({ encoding, data }) => encoding?.tooltip && data?.values);
  const fields = told[0]?.encoding?.tooltip;
  if (fields === undefined) return undefined;
  const rows = new Map<string, readonly string[]>();
  for (const { data } of told)
    for (const row of data?.values ?? []) {
      const texts = fields.map(({ field }) => textOf(row[field]));
      rows.set(JSON.stringify(texts), texts);
    }
  return { header: fields.map(({ title }) => title), rows: [...rows.values()] };
}

/** A layer takes data and tooltip from what it stands in, where it has none itself. */
function layersOf(one: Layer, around: Pick<Layer, "data" | "encoding">): readonly Layer[] {
  const data = one.data ?? around.data;
  const encoding = { ...around.encoding, ...one.encoding };
  const inner = one.layer ?? (one.spec ? [one.spec] : []);
  const own = { ...(data && { data }), encoding };
  return inner.length === 0 ? [own] : inner.flatMap((layer) => layersOf(layer, own));
}

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

import type { AxisSpec } from "../../spec/kinds/search-spec.ts";
import { parseAxis, type ParsedAxis } from "./parse-axis.ts";

/**
 * An axis of a study. Every form is first written as on the command line, so that there is one grammar and one set of
 * messages; `source` is what an error names as the file.
 */
export function axisFromSpec(name: string, written: AxisSpec, source?: string): ParsedAxis {
  return parseAxis(`${name}=${textOf(written)}`, source);
}

function textOf(written: AxisSpec): string {
  if (typeof written === "string") return written;
  if (Array.isArray(written)) return written.join(",");
  const values =
    "values" in written
      ? textOf(written.values)
      : "formula" in written
        ? formulaText(written.formula)
        : rangeText(written);
  return `${values}${conditionText(written.when)}`;
}

const formulaText = (formula: string): string =>
  formula.trim().startsWith("=") ? formula.trim() : `= ${formula}`;

function rangeText({ from, to, steps, scale }: Extract<AxisSpec, { from: string | number }>): string {
  const way = scale === "linear" ? "" : ` ${scale}`;
  return `${from}..${to}${way}${steps === undefined ? "" : `/${steps}`}`;
}

function conditionText(when: Extract<AxisSpec, { formula: string }>["when"]): string {
  return Object.entries(when ?? {})
    .map(
      ([axis, values]) => ` when ${axis} is ${Array.isArray(values) ? values.join(" or ") : String(values)}`,
    )
    .join("");
}

import { headline, type SpecError } from "./spec-error.ts";

const WIDEST = 120;

/**
 * Errors as text, in the order of files and lines, each with the line it is about:
 *
 *     arch-specs/bow.arch.yaml:14:24  sramPerTile: expected bytes, such as "624 KiB", got "624 kHz" (frequency)
 *         sramPerTile: { value: 624 kHz, source: PG-HW }
 *                               ^^^^^^^
 */
export function renderSpecErrors(errors: readonly SpecError[]): string {
  return errors.map(renderOne).join("\n");
}

function renderOne(error: SpecError): string {
  const line = headline(error);
  return !error.sourceLine ? line : `${line}\n${frame(error, error.sourceLine)}`;
}

/** The line (cut to a window around the place where it is long) and carets under what is meant. */
function frame(error: SpecError, sourceLine: string): string {
  const start = (error.column ?? 1) - 1;
  const from = start > WIDEST - 20 ? start - 20 : 0;
  const shown = sourceLine.slice(from, from + WIDEST).replaceAll("\t", " ");
  const carets = Math.max(1, Math.min(error.length ?? 1, shown.length - (start - from)));
  return `    ${shown}\n    ${" ".repeat(start - from)}${"^".repeat(carets)}`;
}

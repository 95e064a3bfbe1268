import type { Provenance } from "./provenance.ts";
import type { SpecError } from "./spec-error.ts";

/** Numbers that do not say where they are from or how far to trust them, as warnings. */
export function checkProvenance(provenance: readonly Provenance[]): readonly SpecError[] {
  return provenance.flatMap(({ path, source, status, file, line, column, written }) => {
    const missing = [source === undefined ? "source" : "", status === undefined ? "status" : ""].filter(
      Boolean,
    );
    if (missing.length === 0) return [];
    const message = `${written} has no ${missing.join(" and no ")}`;
    return [{ file, line, column, length: written.length, path, message }];
  });
}

import type { powerTrace } from "../../src/estimate/power/power-trace.ts";

type Trace = ReturnType<typeof powerTrace>;

/** ∫ power dt of a trace that ends at `seconds`. */
export function traceJoules(trace: Trace, seconds: number): number {
  return trace.reduce(
    (sum, piece, index) => sum + piece.watts * ((trace[index + 1]?.seconds ?? seconds) - piece.seconds),
    0,
  );
}

import type { SavedResults } from "../internal.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Shell } from "./shell.ts";

/** What the results say to a script, and on stderr why it is no 0. */
export function verdictOf(results: SavedResults, shell: Shell): ExitCode {
  const reasons = [
    ...results.expectations.filter((one) => !one.holds).map((one) => `expectation failed: ${one.name}`),
    ...results.claims
      .filter((claim) => claim.recorded !== undefined && claim.recorded !== claim.verdict)
      .map((claim) => `claim is ${claim.verdict}, recorded as ${claim.recorded}: ${claim.says}`),
    ...(results.results.some((result) => result.feasible) ? [] : ["nothing was feasible"]),
  ];
  for (const reason of reasons) shell.err(`dse: ${reason}\n`);
  return reasons.length > 0 ? EXIT.refuted : EXIT.done;
}

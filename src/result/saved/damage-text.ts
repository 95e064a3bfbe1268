import type { z } from "zod";

/** How many faults of a damaged file are named. */
const MOST_FAULTS = 5;

/** What is wrong with saved data, fault by fault, each with its place. */
export function damageText({ issues }: z.ZodError): string {
  const faults = issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const more = faults.length > MOST_FAULTS ? ` (and ${faults.length - MOST_FAULTS} more)` : "";
  return `${faults.slice(0, MOST_FAULTS).join("; ")}${more}`;
}

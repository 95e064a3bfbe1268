/** What a sweep looks for: a metric, and which way is better. */
export interface Objective {
  readonly metric: string;
  readonly better: "min" | "max";
}

/** A smaller cost is better, whichever way the objective goes. */
export const costOf = ({ better }: Objective, value: number): number => (better === "min" ? value : -value);

/** What a sweep looks for: a metric, and which way is better. */
export interface Objective {
  readonly metric: string;
  readonly better: "min" | "max";
}

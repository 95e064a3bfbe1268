import type { Resource } from "../priced-plan.ts";

/** Something that several chips, or copies of a chip, draw on at once. */
export interface SharedPart {
  readonly part: Resource;
  /** Which of them: the first where several are alike. */
  readonly place: string;
  /** How many there are alike until the placement of the plan repeats. */
  readonly alike: number;
  readonly bytesPerSecond: number;
}

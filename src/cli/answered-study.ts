import type { SavedResults } from "../internal.ts";
import type { CarriedStudy } from "../result/saved/carried-study.ts";

/** What a study came to, with what its page needs to answer for itself. */
export interface AnsweredStudy {
  readonly results: SavedResults;
  readonly carried: CarriedStudy;
}

import type { SavedOptimum } from "../../optimum/saved-optimum.ts";
import { jsonText } from "../study/json-report.ts";

/** `results.json` of an optimum. */
export const jsonOptimum = (optimum: SavedOptimum): string => jsonText(optimum);

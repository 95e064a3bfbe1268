import { BASE_UNIT, type Dimension } from "./dimension.ts";
import type { Math } from "./math.ts";

/** A quantity in any unit mathjs knows (hp, inch^2, BTU), in base units; undefined where it knows it not either. */
export function convertWithMath(math: Math, text: string, dimension: Dimension): number | undefined {
  const base = BASE_UNIT[dimension];
  if (base === "") return undefined;
  try {
    return math.unit(text.trim().replaceAll("$", "USD")).toNumber(base);
  } catch {
    return undefined;
  }
}

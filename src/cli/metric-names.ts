import type * as Library from "../internal.ts";
import type { Arguments } from "./command.ts";
import { BadInput } from "./exit-code.ts";
import { stringsOf } from "./options.ts";

/** The metrics that an option names, checked; `own` are those of a study. Empty: none was named. */
export async function metricNamesOf(
  args: Arguments,
  option: string,
  own: readonly string[] = [],
): Promise<readonly string[]> {
  const asked = stringsOf(args, option);
  if (asked.length === 0) return [];
  const api = await import("../internal.ts");
  for (const id of asked) if (!own.includes(id)) checkMetric(id, api);
  return asked;
}

/** Refuses what is no metric, with the nearest that is. */
export function checkMetric(id: string, { METRICS, nearestMetric }: typeof Library): void {
  if (Object.hasOwn(METRICS, id)) return;
  const meant = nearestMetric(id);
  throw new BadInput(
    `no metric "${id}"${meant === undefined ? "" : `, did you mean "${meant}"?`} Every metric: dse list metrics`.replace(
      '" Every',
      '". Every',
    ),
  );
}

import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import { builtInMetric, metricIdsIn } from "../../result/metric-tables.ts";
import type { Axis } from "../axes/axis.ts";
import { parseAxis } from "../axes/parse-axis.ts";
import { SpecProblems } from "../../spec/yaml/spec-error.ts";
import { checkPlanChoice, fullPath } from "./axis-target.ts";
import type { Objective } from "./objective.ts";
import type { SweepQuestion } from "./question.ts";

/** A question in the words of a command line. */
export interface WrittenQuestion extends Omit<SweepQuestion, "set" | "axes" | "objectives" | "columns"> {
  /** Axes of a study; one that is set in words as well is that of the words. */
  readonly axes?: readonly Axis[];
  /** `path=value` is the same at every point; several values (`16,64`, `1 GHz..2 GHz/5`) make an axis. */
  readonly set: Readonly<Record<string, string | number>>;
  /** `metric:min`, `metric:max`, or `metric` for its better direction. */
  readonly objectives: readonly string[];
  readonly columns: readonly string[];
}

export const DEFAULT_OBJECTIVES = metricIdsIn("objectives");
export const DEFAULT_COLUMNS = metricIdsIn("sweep");

/** A text that is several values, not one. What begins with `=` is a formula of one value. */
const isAxisText = (text: string): boolean => !text.startsWith("=") && /,|[.][.]|\swhen\s/.test(text);

/** A question as plain data, or in one sentence what cannot be understood. */
export function askSweep(written: WrittenQuestion): SweepQuestion | string {
  const set: Record<string, string | number> = {};
  const plan: Record<string, unknown> = { ...written.plan };
  const isSet = ({ name }: Axis): boolean =>
    Object.keys(written.set).some((other) => fullPath(other) === fullPath(name));
  const axes: Axis[] = (written.axes ?? []).filter((axis) => !isSet(axis));
  for (const [name, value] of Object.entries(written.set)) {
    const isPlan = fullPath(name).startsWith("plan.");
    if (!isAxisText(String(value)) && !isPlan) {
      set[name] = value;
      continue;
    }
    const parsed = parseAxis(`${name}=${value}`);
    if (!parsed.ok) throw new SpecProblems([parsed.error]);
    const { axis } = parsed;
    const only = axis.kind === "discrete" && axis.values.length === 1 ? axis.values[0] : undefined;
    if (only === undefined || !isPlan) axes.push(axis);
    else plan[fullPath(name).slice("plan.".length)] = (checkPlanChoice(name, only), only);
  }
  const objectives: Objective[] = [];
  for (const text of written.objectives.length > 0 ? written.objectives : DEFAULT_OBJECTIVES) {
    const objective = readObjective(text, written.formulas?.metrics ?? {});
    if (typeof objective === "string") return objective;
    objectives.push(objective);
  }
  const columns = written.columns.length > 0 ? written.columns : DEFAULT_COLUMNS;
  return { ...written, set, plan: plan as PlanSpec, axes, objectives, columns };
}

function readObjective(text: string, own: Readonly<Record<string, string>>): Objective | string {
  const [metric = "", direction] = text.split(":");
  if (direction === "min" || direction === "max") return { metric, better: direction };
  if (direction !== undefined) return `--objectives ${text}: expected ${metric}:min or ${metric}:max`;
  const better = Object.hasOwn(own, metric) ? "neither" : builtInMetric(metric)?.better;
  if (better === "neither")
    return `--objectives ${text}: say which way, ${metric}:min or ${metric}:max; neither is better by itself`;
  return { metric, better: better === "higher" ? "max" : "min" };
}

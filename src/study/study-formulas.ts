import { METRICS } from "../result/metrics/index.ts";
import type { MetricDefinition } from "../result/saved/result.ts";
import type { Loaded } from "../spec/yaml/provenance.ts";
import type { StudySpec } from "../spec/kinds/study-spec.ts";
import { withParser } from "../spec/formula/formula-parser.ts";
import type { ParseExpression } from "../spec/formula/formula.ts";
import { claimFunctions } from "./claim-scope.ts";
import { readAssertions, type Assertions } from "./claims.ts";
import { readUserFormulas, type UserFormulas } from "./user-metrics.ts";

/** Every expression of a study, parsed, and the metrics there are with its own. */
export interface StudyFormulas {
  readonly formulas: UserFormulas;
  readonly metrics: readonly MetricDefinition[];
  readonly assertions: Assertions;
}

/** What a message about a study calls its file. */
export const fileOf = ({ inputs, spec }: Loaded<StudySpec>): string => inputs[0]?.file ?? spec.id;

/** Parse `metrics`, `constraints`, `claims` and `expect`; throws SpecProblems with a caret under what is wrong. */
export function readStudyFormulas(loaded: Loaded<StudySpec>): Promise<StudyFormulas> {
  return withParser((parse) => parsedWith(parse, loaded));
}

function parsedWith(parse: ParseExpression, loaded: Loaded<StudySpec>): StudyFormulas {
  const reader = { file: fileOf(loaded), parse, placeOf: loaded.placeOf ?? (() => undefined) };
  const formulas = readUserFormulas(loaded.spec, { ...reader, functions: [] });
  const metrics = [...Object.values(METRICS), ...formulas.metrics.map(({ definition }) => definition)];
  const assertions = readAssertions(loaded.spec, { ...reader, functions: claimFunctions(metrics) });
  return { formulas, metrics, assertions };
}

import { judge, type Corner } from "../result/judge.ts";
import { roundedNumber } from "../result/rounded.ts";
import type { SavedClaim, SavedExpectation } from "../result/saved/result.ts";
import { SpecProblems, type SpecError } from "../spec/yaml/spec-error.ts";
import type { FormulaScope } from "../spec/formula/evaluate-formula.ts";
import type { StudySpec } from "../spec/kinds/study-spec.ts";
import {
  atPlace,
  readFormula,
  type FormulaReader,
  type PlacedFormula,
} from "../spec/formula/placed-formula.ts";
import { textsIn } from "./texts-in.ts";
import { SUBJECT_FUNCTIONS, claimScope, type ClaimMatter } from "./claim-scope.ts";
import { scenarioKeys } from "./reading.ts";
import { LAW_FUNCTIONS } from "./workload-figures.ts";
import { unitOf } from "../result/unit-of.ts";

/** The assertions of a study, parsed, in the order of the file. */
export interface Assertions {
  readonly claims: readonly PlacedFormula[];
  readonly expectations: readonly PlacedFormula[];
}

/** Parse `claims:` and `expect:`; all that is wrong is thrown together. */
export function readAssertions(study: StudySpec, reader: FormulaReader): Assertions {
  const errors: SpecError[] = [];
  const read = (key: "claims" | "expect"): PlacedFormula[] =>
    study[key].flatMap(({ that }, index) => {
      try {
        return [readFormula(reader, `${key}.${index}.that`, that)];
      } catch (error) {
        if (!(error instanceof SpecProblems)) throw error;
        errors.push(...error.errors);
        return [];
      }
    });
  const assertions = { claims: read("claims"), expectations: read("expect") };
  if (errors.length > 0) throw new SpecProblems(errors);
  return assertions;
}

/**
 * Ids that claims ask figures of: the first argument of `system(...)`, `parameters(...)` and the like, the second where
 * the name of a law comes first.
 */
export function subjectsNamed({ claims, expectations }: Assertions): ReadonlySet<string> {
  const texts = [...claims, ...expectations].flatMap(({ formula }) => textsIn(formula));
  const places: readonly (readonly string[])[] = [SUBJECT_FUNCTIONS, LAW_FUNCTIONS];
  return new Set(
    texts.filter(({ call, index }) => places[index]?.includes(call) === true).map(({ text }) => text),
  );
}

/** Judge every claim at nominal inputs and over the ranges of uncertain ones. */
export function judgeClaims(
  study: StudySpec,
  { claims }: Assertions,
  matter: ClaimMatter,
): readonly SavedClaim[] {
  const nominal = claimScope(matter);
  const corners = scenarioKeys(matter.subjects).map((key): Corner<FormulaScope> => ({
    low: claimScope(matter, { key, end: "low" }),
    high: claimScope(matter, { key, end: "high" }),
  }));
  return study.claims.map(({ says, quote, source, that, verdict: recorded, because }, index) => {
    const assertion = formulaAt(claims, index);
    const { verdict, left, right, powers } = atPlace(assertion, () =>
      judge(assertion.formula, nominal, corners),
    );
    return {
      says,
      ...(quote === undefined ? {} : { quote }),
      source,
      that,
      verdict,
      ...(recorded === undefined ? {} : { recorded }),
      left: roundedOrNull(left),
      right: roundedOrNull(right),
      unit: unitOf(powers),
      ...(because === undefined ? {} : { because }),
    };
  });
}

/** Expectations are tests: they hold at nominal inputs, or they fail. */
export function judgeExpectations(
  study: StudySpec,
  { expectations }: Assertions,
  matter: ClaimMatter,
): readonly SavedExpectation[] {
  const nominal = claimScope(matter);
  return study.expect.map(({ name, that }, index) => {
    const assertion = formulaAt(expectations, index);
    const { verdict, left, right } = atPlace(assertion, () => judge(assertion.formula, nominal));
    return { name, that, holds: verdict === "held", left: roundedOrNull(left), right: roundedOrNull(right) };
  });
}

function formulaAt(formulas: readonly PlacedFormula[], index: number): PlacedFormula {
  const found = formulas[index];
  if (found === undefined) throw new Error(`assertion ${index} was not parsed`);
  return found;
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : roundedNumber(value);
}

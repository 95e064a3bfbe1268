import { renderSpecErrors } from "./render-spec-errors.ts";
import type { SpecError } from "./spec-error.ts";

/** Everything that is wrong with the specs of one request. */
export class SpecProblems extends Error {
  readonly errors: readonly SpecError[];
  constructor(errors: readonly SpecError[]) {
    super(renderSpecErrors(errors));
    this.name = "SpecProblems";
    this.errors = errors;
  }
}

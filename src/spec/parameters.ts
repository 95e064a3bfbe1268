import { childOf, errorAt, plainValue, type ErrorText, type MapNode, type Place } from "./yaml/spec-node.ts";
import type { SpecError } from "./yaml/spec-error.ts";

/** Bounds of a system's parameter as written; the schema checks their types. */
interface ParameterBounds {
  readonly default?: unknown;
  readonly min?: unknown;
  readonly max?: unknown;
  readonly powerOfTwo?: unknown;
  readonly multipleOf?: unknown;
  readonly divisors?: unknown;
}

/** Names of the parameters of a system spec. */
export function parameterNames(root: MapNode): readonly string[] {
  const node = childOf(root, "parameters");
  return node?.kind === "map" ? [...node.entries.keys()] : [];
}

function boundsOf(root: MapNode, name: string): ParameterBounds {
  const node = childOf(childOf(root, "parameters"), name);
  return node?.kind === "map" ? (plainValue(node) as ParameterBounds) : {};
}

/** The least and the most that a parameter may be, as far as its spec says. */
export function parameterEnds(root: MapNode, name: string): readonly number[] {
  const { min, max } = boundsOf(root, name);
  return [min, max].filter((end) => typeof end === "number");
}

/** Every parameter at its default, unless `given` says otherwise. */
export function parameterValues(
  root: MapNode,
  given: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const values = parameterNames(root).map((name) => [
    name,
    given[name] ?? Number(boundsOf(root, name).default),
  ]);
  return Object.fromEntries(values.filter(([, value]) => !Number.isNaN(value)));
}

/** What is wrong with the value of a parameter, given the bounds its spec sets. */
export function checkParameter(
  root: MapNode,
  name: string,
  value: number,
): Omit<ErrorText, "path"> | undefined {
  const { min, max, powerOfTwo, multipleOf, divisors } = boundsOf(root, name);
  const message = String(value);
  if (typeof min === "number" && value < min)
    return { expected: `at least ${min}`, message, suggestion: `${min}` };
  if (typeof max === "number" && value > max)
    return { expected: `at most ${max}`, message, suggestion: `${max}` };
  if (powerOfTwo === true && !Number.isInteger(Math.log2(value))) {
    return { expected: "a power of two", message, suggestion: String(2 ** Math.round(Math.log2(value))) };
  }
  if (typeof multipleOf === "number" && value % multipleOf !== 0) {
    if (divisors === true && multipleOf % value === 0) return undefined;
    const suggestion = String(Math.max(multipleOf, Math.round(value / multipleOf) * multipleOf));
    const expected = `a multiple ${divisors === true ? "or divisor " : ""}of ${multipleOf}`;
    return { expected, message, suggestion };
  }
  return undefined;
}

/** A default outside the bounds is a slip in the spec itself. */
export function defaultErrors(root: MapNode): SpecError[] {
  return parameterNames(root).flatMap((name) => {
    const node = childOf(childOf(childOf(root, "parameters"), name), "default");
    const value = node?.kind === "scalar" ? node.value : undefined;
    const problem = typeof value === "number" ? checkParameter(root, name, value) : undefined;
    if (problem === undefined || node === undefined) return [];
    return [errorAt(node.place as Place, { path: ["parameters", name, "default"], ...problem })];
  });
}

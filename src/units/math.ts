import { create, parseDependencies, unitDependencies, type MathNode, type Unit } from "mathjs";

/** The parts of mathjs that are used: its parser and its units. Loaded on demand by load-math.ts. */
export interface Math {
  readonly parse: (text: string) => MathNode;
  readonly unit: (text: string) => Unit;
  /** Names of all its units, each with the prefixes that it may have. */
  readonly unitNames: () => readonly { readonly name: string; readonly prefixes: readonly string[] }[];
}

/**
 * A mathjs of our own, with its pitfalls taken out: a cycle is no angle, bits have their usual names, and FLOP,
 * dollar and transfer are units of their own (without the last, `16 GT/s` would be gigatesla per second).
 */
export function createMath(): Math {
  const math = create({ ...parseDependencies, ...unitDependencies }) as unknown as {
    parse: Math["parse"];
    unit: Math["unit"];
    Unit: {
      UNITS: Readonly<Record<string, { readonly prefixes: Readonly<Record<string, unknown>> }>>;
      deleteUnit(name: string): void;
      createUnitSingle(name: string, definition?: object): void;
    };
  };
  const { Unit } = math;
  for (const angle of ["cycle", "cycles"]) Unit.deleteUnit(angle);
  for (const tesla of ["T", "tesla", "teslas"]) Unit.deleteUnit(tesla);
  Unit.createUnitSingle("FLOP", { prefixes: "short", aliases: ["FLOPs", "flop"] });
  Unit.createUnitSingle("USD", { prefixes: "short", aliases: [] });
  Unit.createUnitSingle("transfer", { prefixes: "short", aliases: ["transfers", "T"] });
  const unitNames: Math["unitNames"] = () =>
    Object.entries(Unit.UNITS).map(([name, { prefixes }]) => ({ name, prefixes: Object.keys(prefixes) }));
  return { parse: math.parse, unit: math.unit, unitNames };
}

import {
  ASSEMBLY_DOLLARS,
  BOND_YIELD,
  INTERPOSER_DOLLARS,
  INTERPOSER_STACK_AREA,
  MEMORY_DOLLARS,
  MEMORY_KILOGRAMS,
  OTHER_SHARE,
  PACKAGE_KILOGRAMS,
  PACKAGE_TEST_DOLLARS,
  SORT_DOLLARS,
  SUBSTRATE_BY_SILICON,
  SUBSTRATE_DOLLARS,
} from "./package-constants.ts";
import { asStated, type ReadConstant } from "./silicon-constants.ts";

/** What is put on one package. */
export interface PackageParts {
  /** Good dies, or stacks of dies, each with its area and what it cost. */
  readonly dies: readonly { readonly squareMetres: number; readonly dollars: number }[];
  readonly memory?: {
    readonly generation: keyof typeof MEMORY_DOLLARS & keyof typeof MEMORY_KILOGRAMS;
    readonly stacks: number;
    readonly bytes: number;
    /** What it costs where that is stated; else the price of its generation. */
    readonly dollarsPerByte?: number;
  };
}

/** A packaged chip by what it is made of; dollars. */
export interface PackageDollars {
  readonly logic: number;
  readonly memory: number;
  /** Interposer, substrate, assembly and test. */
  readonly packaging: number;
  /** Parts that were good and were lost with a bad package. */
  readonly lost: number;
  readonly other: number;
  readonly total: number;
}

/**
 * Cost of a good packaged chip, tested at the end:
 *
 *   total = (dies + memory + packaging) / Y^parts / (1 − other)
 *
 * One bond for each die, for each memory stack and, where there is memory, for the interposer. Source of the form: CAPA
 * and Chiplet Actuary (2.5D, chip last).
 */
export function packageDollars(
  { dies, memory }: PackageParts,
  read: ReadConstant = asStated,
): PackageDollars {
  const silicon = dies.reduce((sum, { squareMetres }) => sum + squareMetres, 0);
  const logic = dies.reduce((sum, { dollars }) => sum + dollars + read(SORT_DOLLARS), 0);
  const perByte = memory && (memory.dollarsPerByte ?? read(MEMORY_DOLLARS[memory.generation]));
  const memoryDollars = memory === undefined || perByte === undefined ? 0 : memory.bytes * perByte;
  const carried = memory === undefined ? silicon : interposerArea(silicon, memory.stacks, read);
  const substrate = carried * read(SUBSTRATE_BY_SILICON) * read(SUBSTRATE_DOLLARS);
  const interposer = memory === undefined ? 0 : carried * read(INTERPOSER_DOLLARS);
  const packaging = substrate + interposer + read(ASSEMBLY_DOLLARS) + read(PACKAGE_TEST_DOLLARS);
  const parts = logic + memoryDollars + packaging;
  const good = parts / packageYield(dies.length, memory?.stacks ?? 0, read);
  const total = good / (1 - read(OTHER_SHARE));
  return { logic, memory: memoryDollars, packaging, lost: good - parts, other: total - good, total };
}

/** Area of a silicon interposer that carries dies and memory stacks. */
export function interposerArea(silicon: number, stacks: number, read: ReadConstant = asStated): number {
  return silicon + stacks * read(INTERPOSER_STACK_AREA);
}

/** Share of packages that work: one bond a die and stack, and one of the interposer where there is one. */
export function packageYield(dies: number, stacks: number, read: ReadConstant = asStated): number {
  const bonds = dies + (stacks === 0 ? 0 : stacks + 1);
  return read(BOND_YIELD) ** bonds;
}

/** CO2e of a good packaged chip, its lost parts included; kilograms. */
export function packageKilograms(
  dieKilograms: number,
  dies: number,
  memory: PackageParts["memory"],
  read: ReadConstant = asStated,
): number {
  const bytes = memory === undefined ? 0 : memory.bytes * read(MEMORY_KILOGRAMS[memory.generation]);
  return (dieKilograms + bytes + read(PACKAGE_KILOGRAMS)) / packageYield(dies, memory?.stacks ?? 0, read);
}

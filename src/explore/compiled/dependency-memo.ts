import type { Arch } from "../../arch/arch.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { watched, type Watched } from "./watched.ts";

/** Machines and choices by index, and the stand-ins through which laws read them. */
export interface Watch {
  readonly archs: readonly Arch[];
  /** May grow. */
  readonly choices: readonly PlanChoice[];
  readonly arch: Watched<Arch>;
  readonly choice: Watched<PlanChoice>;
  /** The pair at which laws run now, and how many within each other: each notes its reads for those around it too. */
  readonly running: { arch: number; choice: number; depth: number };
}

export function watchOf(
  archs: readonly Arch[],
  choices: readonly PlanChoice[],
  everyChoice: PlanChoice,
): Watch {
  return {
    archs,
    choices,
    arch: watched(archs),
    choice: watched([everyChoice]),
    running: { arch: 0, choice: 0, depth: 0 },
  };
}

/** A law at a machine and a choice, computed once for all pairs that look the same to it. */
export type Memo<R> = (arch: number, choice: number) => R;

/**
 * Remembers the results of `law` by what it read. A law is a function of what it reads, so two pairs that agree in all
 * of that have the same result: nobody has to say what a price depends on, and a law that comes to depend on more is
 * kept apart by more from then on.
 *
 * Which values are read may depend on values (no links are looked at where there is one rank), so that a law has a
 * few signatures.
 */
export function dependencyMemo<R>(watch: Watch, law: () => R): Memo<R> {
  const results: R[] = [];
  const numberOf = dependencyNumber(watch, MOST_RESULTS, (number) => (results[number] = law()));
  return (arch, choice) => results[numberOf(arch, choice)]!;
}

/** A law whose results are rows of `width` numbers. */
export interface NumberMemo {
  /** The result is row `rowOf(arch, choice)`: `numbers` from `width · row` on. */
  readonly rowOf: Memo<number>;
  readonly width: number;
  /** Replaced by a longer one as rows are added. */
  numbers: Float64Array;
}

/** The same for a law that writes so many numbers from place `at` on: results that lie side by side are read fastest. */
export function dependencyNumbers(
  watch: Watch,
  width: number,
  law: (into: Float64Array, at: number) => void,
): NumberMemo {
  const memo: NumberMemo = {
    width,
    numbers: new Float64Array(64 * width),
    rowOf: dependencyNumber(watch, MOST_ROWS, (row) => {
      const at = width * row;
      if (at >= memo.numbers.length) {
        const longer = new Float64Array(2 * memo.numbers.length);
        longer.set(memo.numbers);
        memo.numbers = longer;
      }
      // Laws within this one may lengthen other tables, never this one.
      law(memo.numbers, at);
    }),
  };
  return memo;
}

/** One set of values that the law was seen to read, and the numbers of its results by what they were. */
interface Signature {
  readonly archLeaves: readonly number[];
  readonly choiceLeaves: readonly number[];
  readonly archs: Classes;
  readonly choices: Classes;
  /** By class of machine, then of choice; UNKNOWN where the law has not run. */
  readonly numbers: Int32Array[];
}

const UNKNOWN = -1;

/** A sweep may meet any number of machines: what is remembered of them stays within some 250 MB a law. */
const MOST_RESULTS = 2 ** 17;
const MOST_ROWS = 2 ** 20;

/** Numbers the pairs by what `law` reads, from 0 on, and runs it once for each number; after `most` it begins anew. */
function dependencyNumber(watch: Watch, most: number, law: (number: number) => void): Memo<number> {
  const signatures: Signature[] = [];
  let count = 0;
  return (arch, choice) => {
    for (let at = 0; at < signatures.length; at++) {
      const signature = signatures[at]!;
      const archClass = classOf(signature.archs, arch);
      if (archClass >= signature.numbers.length) continue;
      const row = signature.numbers[archClass]!;
      const choiceClass = classOf(signature.choices, choice);
      if (choiceClass >= row.length) continue;
      const number = row[choiceClass]!;
      if (number === UNKNOWN) continue;
      if (watch.running.depth > 0) note(watch, signature);
      return number;
    }
    if (count === most) {
      for (const { numbers } of signatures) numbers.length = 0;
      count = 0;
    }
    const number = count++;
    const signature = signatureOfRun(watch, signatures, [arch, choice], () => law(number));
    const archClass = classOf(signature.archs, arch);
    const choiceClass = classOf(signature.choices, choice);
    while (signature.numbers.length <= archClass) signature.numbers.push(new Int32Array(0));
    const row = lengthened(signature.numbers[archClass]!, choiceClass);
    signature.numbers[archClass] = row;
    row[choiceClass] = number;
    return number;
  };
}

/** Runs a law at a pair, and returns the signature of what it read. */
function signatureOfRun(
  watch: Watch,
  signatures: Signature[],
  [arch, choice]: readonly [number, number],
  law: () => void,
): Signature {
  const { running } = watch;
  const around = [watch.arch.reads.slice(), watch.choice.reads.slice()] as const;
  watch.arch.reads.fill(0);
  watch.choice.reads.fill(0);
  watch.arch.show(watch.archs[arch]!);
  watch.choice.show(watch.choices[choice]!);
  running.arch = arch;
  running.choice = choice;
  running.depth += 1;
  law();
  running.depth -= 1;
  const signature = signatureOf(watch, signatures);
  for (const [at, read] of around[0].entries()) watch.arch.reads[at]! |= read;
  for (const [at, read] of around[1].entries()) watch.choice.reads[at]! |= read;
  return signature;
}

/** The signature of the reads just noted. */
function signatureOf(watch: Watch, signatures: Signature[]): Signature {
  const archLeaves = raised(watch.arch.reads);
  const choiceLeaves = raised(watch.choice.reads);
  const known = signatures.find(
    (signature) => same(signature.archLeaves, archLeaves) && same(signature.choiceLeaves, choiceLeaves),
  );
  if (known !== undefined) return known;
  const signature: Signature = {
    archLeaves,
    choiceLeaves,
    archs: classesBy((index) => watch.arch.textOf(watch.archs[index]!, archLeaves)),
    choices: classesBy((index) => watch.choice.textOf(watch.choices[index]!, choiceLeaves)),
    numbers: [],
  };
  signatures.push(signature);
  return signature;
}

/** Records by number of their class: those that agree in some of their values are of one. */
interface Classes {
  /** By index of the record; UNKNOWN where nobody asked. Replaced by a longer one as records are added. */
  known: Int32Array;
  readonly find: (index: number) => number;
}

function classesBy(textOf: (index: number) => string): Classes {
  const numbers = new Map<string, number>();
  const classes: Classes = {
    known: new Int32Array(0),
    find: (index) => {
      const text = textOf(index);
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      classes.known = lengthened(classes.known, index);
      classes.known[index] = number;
      return number;
    },
  };
  return classes;
}

function classOf(classes: Classes, index: number): number {
  const { known } = classes;
  const number = index < known.length ? known[index]! : UNKNOWN;
  return number === UNKNOWN ? classes.find(index) : number;
}

/** `list`, or a longer one that begins with it and has place `at`. */
function lengthened(list: Int32Array, at: number): Int32Array {
  if (at < list.length) return list;
  const longer = new Int32Array(2 * at + 16).fill(UNKNOWN);
  longer.set(list);
  return longer;
}

function note({ arch, choice }: Watch, { archLeaves, choiceLeaves }: Signature): void {
  for (const leaf of archLeaves) arch.reads[leaf] = 1;
  for (const leaf of choiceLeaves) choice.reads[leaf] = 1;
}

function raised(flags: Uint8Array): readonly number[] {
  const leaves: number[] = [];
  for (let at = 0; at < flags.length; at++) if (flags[at] === 1) leaves.push(at);
  return leaves;
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((leaf, at) => leaf === b[at]);
}

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
export type Memo<R extends object> = (arch: number, choice: number) => R;

/** One set of values that the law was seen to read, and its results by what they were. */
interface Signature<R> {
  readonly archLeaves: readonly number[];
  readonly choiceLeaves: readonly number[];
  readonly archClass: (index: number) => number;
  readonly choiceClass: (index: number) => number;
  readonly results: (R | undefined)[][];
}

/**
 * Remembers the results of `law` by what it read. A law is a function of what it reads, so two pairs that agree in all
 * of that have the same result: nobody has to say what a price depends on, and a law that comes to depend on more is
 * kept apart by more from then on.
 *
 * Which values are read may depend on values (no links are looked at where there is one rank), so that a law has a
 * few signatures.
 */
export function dependencyMemo<R extends object>(watch: Watch, law: () => R): Memo<R> {
  const signatures: Signature<R>[] = [];
  return (arch, choice) => {
    for (let at = 0; at < signatures.length; at++) {
      const signature = signatures[at]!;
      const row = signature.results[signature.archClass(arch)];
      const known = row === undefined ? undefined : row[signature.choiceClass(choice)];
      if (known === undefined) continue;
      if (watch.running.depth > 0) note(watch, signature);
      return known;
    }
    return compute({ watch, law, signatures }, arch, choice);
  };
}

interface Remembering<R> {
  readonly watch: Watch;
  readonly law: () => R;
  readonly signatures: Signature<R>[];
}

function compute<R>({ watch, law, signatures }: Remembering<R>, arch: number, choice: number): R {
  const { running } = watch;
  const around = [watch.arch.reads.slice(), watch.choice.reads.slice()] as const;
  watch.arch.reads.fill(0);
  watch.choice.reads.fill(0);
  watch.arch.show(watch.archs[arch]!);
  watch.choice.show(watch.choices[choice]!);
  running.arch = arch;
  running.choice = choice;
  running.depth += 1;
  const result = law();
  running.depth -= 1;
  const signature = signatureOf(watch, signatures);
  const archClass = signature.archClass(arch);
  while (signature.results.length <= archClass) signature.results.push([]);
  const row = signature.results[archClass]!;
  const choiceClass = signature.choiceClass(choice);
  while (row.length <= choiceClass) row.push(undefined);
  row[choiceClass] = result;
  for (const [at, read] of around[0].entries()) watch.arch.reads[at]! |= read;
  for (const [at, read] of around[1].entries()) watch.choice.reads[at]! |= read;
  return result;
}

/** The signature of the reads just noted. */
function signatureOf<R>(watch: Watch, signatures: Signature<R>[]): Signature<R> {
  const archLeaves = raised(watch.arch.reads);
  const choiceLeaves = raised(watch.choice.reads);
  const known = signatures.find(
    (signature) => same(signature.archLeaves, archLeaves) && same(signature.choiceLeaves, choiceLeaves),
  );
  if (known !== undefined) return known;
  const signature: Signature<R> = {
    archLeaves,
    choiceLeaves,
    archClass: classes(watch.arch, watch.archs, archLeaves),
    choiceClass: classes(watch.choice, watch.choices, choiceLeaves),
    results: [],
  };
  signatures.push(signature);
  return signature;
}

/** Numbers the records so that those that agree at all `leaves` have the same number. */
function classes<T extends object>(
  { textOf }: Watched<T>,
  records: readonly T[],
  leaves: readonly number[],
): (index: number) => number {
  const numbers = new Map<string, number>();
  let known = new Int32Array(Math.max(16, records.length)).fill(-1);
  return (index) => {
    const before = index < known.length ? known[index]! : -1;
    if (before >= 0) return before;
    if (index >= known.length) {
      const larger = new Int32Array(2 * Math.max(index, known.length)).fill(-1);
      larger.set(known);
      known = larger;
    }
    const text = textOf(records[index]!, leaves);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    known[index] = number;
    return number;
  };
}

function note<R>({ arch, choice }: Watch, { archLeaves, choiceLeaves }: Signature<R>): void {
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

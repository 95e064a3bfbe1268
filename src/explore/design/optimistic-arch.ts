import type { Arch } from "../../arch/arch.ts";

type Tree = Readonly<Record<string, unknown>>;

/** Names of numbers of a machine of which less is better: time, power, money, carbon, area. */
const LESS_IS_BETTER =
  /(Latency|latency|fixedCycles|syncCycles|phaseCycles|joules|Joules|idleWatts|overheadWatts|lossShare|hostWatts|networkWatts|Dollars|Kilograms|SquareMetres|memoryEdgeMetres|statedCapWatts)/;
/** What matches above and is better in plenty: a limit. */
const MORE_IS_BETTER = /reticleSquareMetres/;

/**
 * What no law is known to improve with steadily: numbers of parts that decide which plans there are, or how work is
 * divided. Designs that differ in them are never bounded together.
 */
const APART =
  /^(chips|machines|hosts|linkDomainChips|machine\.(chips|internalLinks|externalLinks)|chip\.(tiles|workersPerTile|loadStoreBytesPerCycle|weightLoadBytesPerCycle|macsPerCycle.*|matmulEfficiency|formatEfficiency.*|matmulHalfSize|sustainedFraction|smallMessages.*|torus.*)|chip\.exchange\.pairFactor|economics\..*)$/;

/** The numbers of a machine by path; names and the sources of inputs left out. */
export function numbersOf(arch: Arch): ReadonlyMap<string, number> {
  const { inputs: _, ...values } = arch;
  const found = new Map<string, number>();
  const visit = (node: unknown, path: string): void => {
    if (typeof node === "number") found.set(path, node);
    else if (typeof node === "object" && node !== null)
      for (const [key, value] of Object.entries(node)) visit(value, path === "" ? key : `${path}.${key}`);
  };
  visit(values, "");
  return found;
}

/** Whether a number may be bounded over designs that differ in it. */
export const isBounded = (path: string): boolean => !APART.test(path);

/** What of a machine decides neither whether a plan fits nor what its products are planned to be: rates and power. */
const RATE =
  /(clockHertz|ytesPerSecond|lopsPerSecond|atencySeconds|Watts|[jJ]oules|(launch|gap|pass|ramp)Seconds)/i;
/** What no plan reads: money, carbon, die, and the power of what stands around the chips. */
const UNREAD = /(Dollars|^economics|^silicon|^hostWatts|^networkWatts|overheadWatts)/;

const numbers = new WeakMap<Arch, ReadonlyMap<string, number>>();

function knownNumbers(arch: Arch): ReadonlyMap<string, number> {
  const known = numbers.get(arch) ?? numbersOf(arch);
  numbers.set(arch, known);
  return known;
}

/** All numbers of a machine that a plan reads, as a key. */
export function speedOf(arch: Arch): string {
  return [...knownNumbers(arch)]
    .filter(([path]) => !UNREAD.test(path))
    .map(([, value]) => value)
    .join();
}

/** How much alike two machines of equal parts are to a plan: in all that it reads, in what they hold, or in their parts. */
export function alike(a: Arch, b: Arch): "all" | "memory" | "parts" {
  const other = knownNumbers(b);
  let found: "all" | "memory" = "all";
  for (const [path, value] of knownNumbers(a)) {
    if (value === other.get(path) || UNREAD.test(path)) continue;
    if (!RATE.test(path)) return "parts";
    found = "memory";
  }
  return found;
}

/** The better of two values of the number at a path. */
export function better(path: string, a: number, b: number): number {
  return isLess(path) ? Math.min(a, b) : Math.max(a, b);
}

/** The worse of them. */
const worse = (path: string, a: number, b: number): number =>
  isLess(path) ? Math.max(a, b) : Math.min(a, b);

export const isLess = (path: string): boolean => LESS_IS_BETTER.test(path) && !MORE_IS_BETTER.test(path);

/** A machine that is at least as good as both in every number; what else it is, is that of the first. */
export const optimisticArch = (first: Arch, second: Arch): Arch => mergedArch(first, second, better);

/** A machine that is at best as good as both in every number. */
export const pessimisticArch = (first: Arch, second: Arch): Arch => mergedArch(first, second, worse);

/** Which of two values of the number at a path a machine of both has. */
type Chosen = (path: string, a: number, b: number) => number;

function mergedArch(first: Arch, second: Arch, chosen: Chosen): Arch {
  const merged = (a: unknown, b: unknown, path: string): unknown => {
    if (typeof a === "number" && typeof b === "number") return a === b ? a : chosen(path, a, b);
    if (typeof a !== "object" || a === null || Array.isArray(a)) return a;
    const other = (b ?? {}) as Tree;
    return Object.fromEntries(
      Object.entries(a).map(([key, value]) => [
        key,
        merged(value, other[key], path === "" ? key : `${path}.${key}`),
      ]),
    );
  };
  const { inputs: _, ...values } = first;
  return { ...(merged(values, second, "") as Omit<Arch, "inputs">), inputs: [] };
}

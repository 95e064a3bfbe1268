import type { Lanes } from "../../silicon/tiled-die.ts";

export type MemoryKind = "hbm" | "gddr" | "ddr";
export type HbmGeneration = "hbm2e" | "hbm3" | "hbm3e" | "hbm4";

/** What leaves a die, read from a line such as "6 HBM2e PHY (5 used) 2.04 TB/s, NVLink3 x12, PCIe4 x16". */
export interface Interfaces {
  readonly lanes: readonly Lanes[];
  /** Bonded on another die, which has the pads. */
  readonly isBonded: boolean;
  readonly hbmStacks: number;
  /** Stacks in the package, where fewer are used than the die has PHYs for. */
  readonly usedStacks: number;
  readonly hbm: HbmGeneration;
  readonly ddrBits: number;
  readonly memory: MemoryKind | undefined;
  readonly memoryBytesPerSecond: number;
}

/** Rate of a pin in bits a second, for memories of which only the bandwidth is told. */
const PIN_RATES: readonly (readonly [RegExp, number])[] = [
  [/LPDDR5/, 6.4e9],
  [/LPDDR4/, 4.266e9],
  [/GDDR6/, 16e9],
  [/GDDR5/, 8e9],
  [/DDR5/, 4.8e9],
  [/DDR4/, 3.2e9],
  [/DDR3/, 2.133e9],
];

/** Bandwidth of a stack in bytes a second, and its bytes, by generation. */
export const HBM_STACKS: Readonly<Record<HbmGeneration, { readonly rate: number; readonly bytes: number }>> =
  {
    hbm2e: { rate: 410e9, bytes: 16e9 },
    hbm3: { rate: 665e9, bytes: 16e9 },
    hbm3e: { rate: 1e12, bytes: 24e9 },
    hbm4: { rate: 2e12, bytes: 36e9 },
  };

/** First generations of HBM: slower, smaller stacks. */
const EARLY_STACK_RATE = 256e9;

const PCIE_RATES: Readonly<Record<string, number>> = { 3: 8e9, 4: 16e9, 5: 32e9, 6: 64e9 };

/** Lanes of one port of links that vendors count by ports. */
const PORT_LANES: readonly (readonly [RegExp, number, number])[] = [
  [/NVLink[123]? ?x ?(\d+)/, 4, 50e9],
  [/NVLink4 ?x ?(\d+)/, 2, 100e9],
  [/NVLink5 ?x ?(\d+)/, 2, 200e9],
  [/ICI ?x ?(\d+)/, 4, 56e9],
  [/(\d+)(?:\+\d+)? Infinity links/, 16, 25e9],
];

/** Reads what it knows and leaves the rest: such lines are written for people. */
export function readInterfaces(text: string): Interfaces {
  const memory = memoryOf(text);
  return {
    lanes: [...countedLanes(text), ...ethernetLanes(text), ...portLanes(text)],
    isBonded: /^hybrid bonded/i.test(text),
    ...memory,
  };
}

function countedLanes(text: string): Lanes[] {
  const found: Lanes[] = [];
  for (const [, generation = "", lanes = ""] of text.matchAll(/PCIe(\d) ?x ?(\d+)/g))
    found.push({ count: Number(lanes), bitsPerSecond: PCIE_RATES[generation] ?? 32e9 });
  for (const [, links = "", lanes = "", rate = ""] of text.matchAll(
    /(\d+) [\w-]+ x (\d+) lanes x (\d+) GT\/s/g,
  ))
    found.push({ count: Number(links) * Number(lanes), bitsPerSecond: Number(rate) * 1e9 });
  return found;
}

function ethernetLanes(text: string): Lanes[] {
  return [...text.matchAll(/(\d+) x (\d+)G(?:bE)?\b/g)]
    .map(([, ports = "", gigabits = ""]) => {
      const rate = Number(gigabits) >= 200 ? 112 : 56;
      return { count: Number(ports) * Math.ceil(Number(gigabits) / rate), bitsPerSecond: rate * 1e9 };
    })
    .slice(0, 1);
}

function portLanes(text: string): Lanes[] {
  return PORT_LANES.flatMap(([pattern, lanes, bitsPerSecond]) => {
    const ports = pattern.exec(text)?.[1];
    return ports === undefined ? [] : [{ count: Number(ports) * lanes, bitsPerSecond }];
  });
}

function memoryOf(text: string): Omit<Interfaces, "lanes" | "isBonded"> {
  const parts = text.split(/[,;]/);
  const hbmPart = parts.find((part) => /HBM/.test(part));
  const ddrPart = parts.find((part) => /DDR/.test(part));
  const bandwidth = bytesPerSecondIn(hbmPart ?? ddrPart ?? "");
  const hbm = generationOf(hbmPart ?? "");
  const hbmStacks = hbmPart === undefined ? 0 : stacksIn(hbmPart, hbm, bandwidth);
  const used = Number(/\((\d+) used\)/.exec(hbmPart ?? "")?.[1] ?? hbmStacks);
  const kind =
    hbmPart !== undefined ? "hbm" : ddrPart === undefined ? undefined : /GDDR/.test(ddrPart) ? "gddr" : "ddr";
  const ddrBits = ddrPart === undefined ? 0 : bitsIn(ddrPart);
  return { hbmStacks, usedStacks: used, hbm, ddrBits, memory: kind, memoryBytesPerSecond: bandwidth };
}

function generationOf(text: string): HbmGeneration {
  const name = /HBM(2e|3e|3|4)/i.exec(text)?.[1]?.toLowerCase();
  return name === "3" ? "hbm3" : name === "3e" ? "hbm3e" : name === "4" ? "hbm4" : "hbm2e";
}

/** Stacks as counted, else as many as the bandwidth takes. */
function stacksIn(text: string, generation: HbmGeneration, bandwidth: number): number {
  const counted = /(\d+)\s*(?:x\s*)?(?:stacks? of )?HBM/.exec(text)?.[1];
  if (counted !== undefined) return Number(counted);
  const early = /HBM(?:\s|2\s|2$|$)/.test(text);
  return Math.max(1, Math.round(bandwidth / (early ? EARLY_STACK_RATE : HBM_STACKS[generation].rate)));
}

function bitsIn(text: string): number {
  const wide = /(\d+)-bit/.exec(text)?.[1];
  if (wide !== undefined) return Number(wide);
  const channels = /(\d+) x (?:LP|G)?DDR/.exec(text)?.[1];
  if (channels !== undefined) return Number(channels) * 64;
  const pin = PIN_RATES.find(([name]) => name.test(text))?.[1] ?? 4.8e9;
  return 32 * Math.round((bytesPerSecondIn(text) * 8) / pin / 32);
}

/** The first rate in a text; of a range its middle. */
function bytesPerSecondIn(text: string): number {
  const [, low = "", high, unit = ""] = /([\d.]+)(?:-([\d.]+))? (TB|GB)\/s/.exec(text) ?? [];
  if (low === "") return 0;
  return ((Number(low) + Number(high ?? low)) / 2) * (unit === "TB" ? 1e12 : 1e9);
}

/** Chips along one axis of a grid of links. */
export interface WiringAxis {
  readonly chips: number;
  /** Links between neighbours. */
  readonly links: number;
  /** The last is a neighbour of the first; of two chips both ways round are one, of twice the links. */
  readonly closed: boolean;
}

/**
 * How chip links join the chips of a link domain: a grid of neighbours (a ladder is 2 × n, a torus has closed axes), or,
 * where no axes are named, a switch into which every chip has its own port.
 *
 * The chips of a grid are numbered so that a machine, and every aligned power of two, is as compact a block as the axes
 * allow: `digits` are the factors of a chip's number, the fastest first, each with its axis and step along it.
 */
export interface Wiring {
  readonly chips: number;
  readonly axes: readonly WiringAxis[];
  readonly digits: readonly { readonly factor: number; readonly axis: number; readonly step: number }[];
}

/** An axis as specs write it: how many chips, unless the axes share what is left; from which domain on it is closed. */
export interface AxisSpec {
  readonly chips?: number | undefined;
  readonly links: number;
  readonly closedFrom?: number | undefined;
}

export function buildWiring(domainChips: number, specs: readonly AxisSpec[]): Wiring {
  const sizes = specs.map(() => 1);
  const digits: Wiring["digits"][number][] = [];
  const deal = (factor: number, axis: number): void => {
    digits.push({ factor, axis, step: sizes[axis]! });
    sizes[axis]! *= factor;
  };
  let left = domainChips;
  specs.forEach(({ chips }, axis) => {
    if (chips === undefined) return;
    deal(chips, axis);
    left /= chips;
  });
  const open = specs.flatMap(({ chips }, axis) => (chips === undefined ? [axis] : []));
  for (const factor of open.length > 0 && Number.isInteger(left) ? primeFactors(left) : [])
    deal(
      factor,
      open.reduce((shortest, axis) => (sizes[axis]! < sizes[shortest]! ? axis : shortest)),
    );
  const placed = sizes.reduce((product, size) => product * size, 1);
  if (placed !== domainChips) return { chips: domainChips, axes: [], digits: [] };
  const axes = specs.map(({ links, closedFrom = Infinity }, axis): WiringAxis => {
    const chips = sizes[axis]!;
    const joined = domainChips >= closedFrom;
    return { chips, links: joined && chips === 2 ? 2 * links : links, closed: joined && chips > 2 };
  });
  return { chips: domainChips, axes, digits };
}

function primeFactors(value: number): readonly number[] {
  const factors: number[] = [];
  for (let left = value, prime = 2; left > 1; prime++)
    for (; left % prime === 0; left /= prime) factors.push(prime);
  return factors;
}

/** Where a chip of the domain stands, axis by axis. */
export function coordinatesOf({ axes, digits }: Wiring, chip: number): number[] {
  const place = axes.map(() => 0);
  let rest = chip;
  for (const { factor, axis, step } of digits) {
    place[axis]! += (rest % factor) * step;
    rest = Math.floor(rest / factor);
  }
  return place;
}

/** The chip at a place. */
export function chipAt({ digits }: Wiring, place: readonly number[]): number {
  let chip = 0;
  let weight = 1;
  for (const { factor, axis, step } of digits) {
    chip += (Math.floor(place[axis]! / step) % factor) * weight;
    weight *= factor;
  }
  return chip;
}

/** Links of a chip: on each axis one way up and one down; of a switch, its port out and its port in. */
export function linksOfChip({ axes }: Wiring): number {
  return Math.max(1, axes.length) * 2;
}

/**
 * The links that data pass on the way from one chip of the domain to another, by number: `linksOfChip` for each chip.
 * Along one axis after the other, the shorter way round where there is one; half round, upwards.
 */
export function routeLinks(wiring: Wiring, from: number, to: number): readonly number[] {
  if (from === to) return [];
  const perChip = linksOfChip(wiring);
  const { axes } = wiring;
  if (axes.length === 0) return [from * perChip, to * perChip + 1];
  const links: number[] = [];
  const place = coordinatesOf(wiring, from);
  const goal = coordinatesOf(wiring, to);
  axes.forEach(({ chips, closed }, axis) => {
    const ahead = goal[axis]! - place[axis]!;
    const up = closed ? (ahead + chips) % chips <= chips / 2 : ahead > 0;
    for (; place[axis] !== goal[axis]; place[axis] = (place[axis]! + (up ? 1 : chips - 1)) % chips)
      links.push(chipAt(wiring, place) * perChip + axis * 2 + (up ? 0 : 1));
  });
  return links;
}

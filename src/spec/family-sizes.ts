import type { SystemSpec } from "./kinds/arch-spec.ts";

type Parameter = SystemSpec["parameters"][string];

/** Sizes that a parameter of a system may have, least first. */
export function familySizes({
  min,
  max,
  powerOfTwo,
  multipleOf = 1,
  divisors,
}: Parameter): readonly number[] {
  const sizes: number[] = [];
  if (powerOfTwo) {
    for (let size = 2 ** Math.ceil(Math.log2(Math.max(1, min))); size <= max; size *= 2) sizes.push(size);
    return sizes;
  }
  if (divisors)
    for (let part = Math.max(1, min); part < Math.min(multipleOf, max + 1); part++)
      if (multipleOf % part === 0) sizes.push(part);
  for (let size = Math.ceil(Math.max(min, 1) / multipleOf) * multipleOf; size <= max; size += multipleOf)
    sizes.push(size);
  return sizes;
}

/**
 * The family that an id without a size names (`a100-gpus`): its sizes, and the id of each. undefined where the id has
 * a size already, or the system one size alone.
 */
export function familyOf(
  id: string,
  { parameters }: Pick<SystemSpec, "parameters">,
): { readonly sizes: readonly number[]; readonly idOf: (size: number) => string } | undefined {
  const name = /[^-]+$/.exec(id)?.[0];
  const parameter = name !== undefined && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (parameter === undefined) return undefined;
  return { sizes: familySizes(parameter), idOf: (size) => `${id}${size}` };
}

/** The place of the last of ascending `sizes` for which `holds`, where it holds up to one and for none beyond; or −1. */
export async function lastThat(
  sizes: readonly number[],
  holds: (size: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [-1, sizes.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (await holds(sizes[middle]!)) low = middle;
    else high = middle;
  }
  return low;
}

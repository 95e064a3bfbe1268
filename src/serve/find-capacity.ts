/** Rates are told apart to this share. */
const RESOLUTION = 0.01;

/**
 * Highest rate at which `attained(rate)` (the share of requests within the limits) is still at least `share`: the
 * goodput a buyer can count on. Found by doubling or halving from `guess`, then by bisection to 1 %. Some rate must
 * attain it, and some not.
 *
 * More load on the same traffic never shortens a wait but by chance of batching; the answer is a rate that was
 * simulated and found good, whose neighbour 1 % above was found wanting.
 */
export function findCapacity(
  attained: (requestsPerSecond: number) => number,
  { share, guess }: { readonly share: number; readonly guess: number },
): number {
  const good = (rate: number): boolean => attained(rate) >= share;
  let low = guess;
  let high = guess;
  if (good(guess)) while (good((high *= 2))) low = high;
  else while (!good((low /= 2))) high = low;
  while (high / low > 1 + RESOLUTION) {
    const middle = Math.sqrt(low * high);
    if (good(middle)) low = middle;
    else high = middle;
  }
  return low;
}

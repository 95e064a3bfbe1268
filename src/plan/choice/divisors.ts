/** What divides a count, from 1 on. */
export function divisorsOf(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter((divisor) => count % divisor === 0);
}

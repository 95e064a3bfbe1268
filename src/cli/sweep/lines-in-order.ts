/**
 * Texts that come part by part in any order, printed in the order of parts: a script sees the points in the same order
 * whoever computed them.
 */
export function linesInOrder(
  parts: readonly number[],
  print: (lines: string) => void,
): (part: number, lines: string) => void {
  const waiting = new Map<number, string>();
  let next = 0;
  return (part, lines) => {
    waiting.set(part, lines);
    for (let ready = waiting.get(parts[next]!); ready !== undefined; ready = waiting.get(parts[next]!)) {
      if (ready !== "") print(ready);
      waiting.delete(parts[next]!);
      next += 1;
    }
  };
}

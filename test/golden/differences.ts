/** A number, text or flag of a JSON tree that is not what was recorded. */
export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** |after − before| / |before|; infinite where a value came, went, or changed its kind. */
  readonly relative: number;
}

/** What differs between two JSON trees, the largest change first. */
export function differences(before: unknown, after: unknown): readonly Difference[] {
  const [old, now] = [new Map(leaves(before)), new Map(leaves(after))];
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return paths
    .filter((path) => !Object.is(old.get(path), now.get(path)))
    .map((path) => ({
      path,
      before: old.get(path),
      after: now.get(path),
      relative: change(old.get(path), now.get(path)),
    }))
    .sort((a, b) => b.relative - a.relative || a.path.localeCompare(b.path));
}

function change(before: unknown, after: unknown): number {
  if (typeof before !== "number" || typeof after !== "number" || before === 0) return Infinity;
  return Math.abs(after - before) / Math.abs(before);
}

function* leaves(value: unknown, path = ""): Generator<[string, unknown]> {
  if (typeof value !== "object" || value === null) yield [path, value];
  else
    for (const [key, item] of Object.entries(value))
      yield* leaves(item, path === "" ? key : `${path}.${key}`);
}

/** Lines for a person: `path: before → after (+1.25 %)`. */
export function shown(found: readonly Difference[], most = 40): string {
  const lines = found.slice(0, most).map(({ path, before, after, relative }) => {
    const percent = Number.isFinite(relative)
      ? ` (${Number(after) >= Number(before) ? "+" : "-"}${(relative * 100).toPrecision(3)} %)`
      : "";
    return `${path}: ${JSON.stringify(before) ?? "nothing"} → ${JSON.stringify(after) ?? "nothing"}${percent}`;
  });
  const rest = found.length > most ? [`… and ${found.length - most} more`] : [];
  return [...lines, ...rest].join("\n");
}

/** Six significant digits: more than any model here knows, fewer than rounding noise reaches. */
export const sixDigits = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === "number" ? Number(part.toPrecision(6)) : part,
    ),
  );

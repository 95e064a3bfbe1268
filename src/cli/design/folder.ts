import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DesignMemory } from "../../internal.ts";
import { BadInput } from "../exit-code.ts";
import { writeWhole } from "../write-whole.ts";

/** A folder with an answer, and what was found out on the way to it. */
export interface DesignFolder {
  /** What is known of the same question, but for its limits and objectives. */
  readonly known: () => Pick<DesignMemory, "priced" | "plans">;
  readonly keep: (memory: DesignMemory) => void;
  readonly write: (name: string, text: string) => void;
}

interface Kept {
  readonly identity: unknown;
  readonly priced: readonly (readonly [string, never])[];
  readonly plans: readonly (readonly [string, never])[];
}

const KNOWN = "known.json";

export function designFolder(path: string, identity: unknown, resume: boolean): DesignFolder {
  const file = join(path, KNOWN);
  if (existsSync(file) && !resume)
    throw new BadInput(
      `${path} holds a design already: add --resume to go on from it, or take another folder`,
    );
  if (!existsSync(file) && resume)
    throw new BadInput(`${path} holds no design to go on with (there is no ${KNOWN} in it)`);
  mkdirSync(path, { recursive: true });
  return {
    known: () => {
      const none = { priced: new Map(), plans: new Map() };
      if (!existsSync(file)) return none;
      const kept = JSON.parse(readFileSync(file, "utf8")) as Kept;
      if (JSON.stringify(kept.identity) !== JSON.stringify(identity))
        throw new BadInput(`what is known in ${path} is of another question: take another folder`);
      return { priced: new Map(kept.priced), plans: new Map(kept.plans) };
    },
    keep: ({ priced, plans }) => {
      const kept = {
        identity,
        priced: [...priced],
        plans: [...plans].filter(([, { seconds }]) => seconds < Infinity).map(inWriting),
      };
      writeWhole(file, `${JSON.stringify(kept)}\n`);
    },
    write: (name, text) => writeWhole(join(path, name), text),
  };
}

/** Where a search may go on holds half of it: what it found is kept, and the rest is found again where it is asked for. */
function inWriting([key, { frontier: _, ...found }]: readonly [string, PlanBound]): readonly [
  string,
  PlanBound,
] {
  return [key, found];
}

type PlanBound = DesignMemory["plans"] extends Map<string, infer Bound> ? Bound : never;

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DesignFindings } from "../../internal.ts";
import type { AskedDesign } from "./ask.ts";
import { writeWhole } from "../write-whole.ts";
import { designFolder, type DesignFolder } from "./folder.ts";

/** What shares of a grid found, in the folder that all of them write to. */
export interface SharesFolder {
  /** A share of its own, which goes on from what it knew when it ended before. */
  readonly open: (index: number) => DesignFolder;
  readonly write: (index: number, findings: DesignFindings) => void;
  /** Of this very question; undefined: not found yet, or no longer readable. */
  readonly read: (index: number) => DesignFindings | undefined;
  readonly missing: () => readonly number[];
}

interface Kept {
  readonly asked: unknown;
  readonly findings: DesignFindings;
}

export function sharesFolder(
  out: string,
  { question, identity }: Pick<AskedDesign, "question" | "identity">,
  count: number,
): SharesFolder {
  const asked = JSON.stringify({ identity, question });
  const pathOf = (index: number): string => join(out, "shares", `${index}-of-${count}`);
  const fileOf = (index: number): string => join(pathOf(index), "findings.json");
  const open = (index: number): DesignFolder =>
    designFolder(pathOf(index), identity, existsSync(join(pathOf(index), "known.json")));
  const read = (index: number): DesignFindings | undefined => {
    const kept = keptIn(fileOf(index));
    return JSON.stringify(kept?.asked) === asked ? kept?.findings : undefined;
  };
  return {
    open,
    read,
    write: (index, findings) =>
      writeWhole(fileOf(index), `${JSON.stringify({ asked: { identity, question }, findings })}\n`),
    missing: () => Array.from({ length: count }, (_, at) => at).filter((at) => read(at) === undefined),
  };
}

/** What a file holds; undefined where there is none, or one that is damaged. */
function keptIn(file: string): Kept | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Kept;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { AnsweredStudy } from "../answered-study.ts";
import type { SpecFolders } from "../specs.ts";
import type { AnswerStore } from "./kept-answers.ts";

/** What a study is asked with: all of the command line that its results depend on. */
export type StudyQuestion = Readonly<Record<string, unknown>>;

/** The results of a study and the files they were made of, by their hashes. */
interface KeptStudy {
  readonly files: Readonly<Record<string, string>>;
  readonly answered: AnsweredStudy;
}

export interface StudyKeeper {
  /** The results of the same question, if every file that was read for it is the same. */
  readonly find: () => AnsweredStudy | undefined;
  /** To be told of each file that is read. */
  readonly onRead: (path: string, sha256: string) => void;
  readonly keep: (answered: AnsweredStudy) => void;
}

/**
 * A study that was answered before is answered again from the files it reads, without reading them as specs: where a
 * name leads depends on which files there are, what it leads to on what is in them.
 */
export function studyKeeper(store: AnswerStore, question: StudyQuestion, folders: SpecFolders): StudyKeeper {
  const listings = folders.map(({ path, label }) => [resolve(path), label, ...namesIn(path)]);
  const key = `study ${JSON.stringify([process.cwd(), question, listings])}`;
  const files: Record<string, string> = {};
  return {
    find: () => {
      const kept = store.get(key) as KeptStudy | undefined;
      const isSame = ([path, sha256]: readonly [string, string]): boolean => hashOf(path) === sha256;
      return kept !== undefined && Object.entries(kept.files).every(isSame) ? kept.answered : undefined;
    },
    onRead: (path, sha256) => void (files[resolve(path)] = sha256),
    keep: (answered) => store.keep(key, { files, answered } satisfies KeptStudy),
  };
}

function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => (existsSync(join(folder, name, "study.yaml")) ? `${name}/study.yaml` : name));
}

/** Undefined where there is no such file any more. */
function hashOf(path: string): string | undefined {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return undefined;
  }
}

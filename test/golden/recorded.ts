import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { differences, shown, sixDigits } from "./differences.ts";

/** Lines that say how an answer differs from the recorded one, empty where it does not; UPDATE_GOLDEN=1 records it. */
export function differsFromRecorded(name: string, answer: unknown): string {
  const file = new URL(`${name}.json`, import.meta.url);
  const now = sixDigits(answer);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, `${JSON.stringify(now, null, 1)}\n`);
  const recorded: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  return shown(differences(recorded, now));
}

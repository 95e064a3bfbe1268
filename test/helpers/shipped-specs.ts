import { fileURLToPath } from "node:url";
import { openSpecs } from "../../src/spec/load.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

let opened: ReturnType<typeof openSpecs> | undefined;

/** The specs that the package ships, opened once for all test files of a worker: nothing in them ever changes. */
export async function openShippedSpecs(): Promise<ReturnType<typeof openSpecs>> {
  opened ??= openSpecs({ folders: [`${root}arch-specs`, `${root}workloads`, `${root}reports`] });
  return opened;
}

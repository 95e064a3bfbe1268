import { fileURLToPath } from "node:url";
import { openSpecs } from "../../src/spec/load.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The specs that the package ships. */
export async function openShippedSpecs(): Promise<ReturnType<typeof openSpecs>> {
  return openSpecs({ folders: [`${root}arch-specs`, `${root}workloads`, `${root}reports`] });
}

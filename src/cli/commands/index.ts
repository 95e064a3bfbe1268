import type { Command } from "../command.ts";
import { bench } from "./bench.ts";
import { check } from "./check.ts";
import { init } from "./init.ts";
import { list } from "./list.ts";
import { run } from "./run.ts";
import { plan } from "./plan.ts";
import { simulate } from "./simulate.ts";
import { report } from "./report.ts";
import { schema } from "./schema.ts";
import { show } from "./show.ts";

/** Every command, in the order of `dse --help`. */
export const commands: readonly Command[] = [
  run,
  plan,
  simulate,
  report,
  check,
  list,
  show,
  init,
  schema,
  bench,
];

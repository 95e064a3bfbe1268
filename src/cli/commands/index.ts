import type { Command } from "../command.ts";
import { bench } from "./bench.ts";
import { check } from "./check.ts";
import { compare } from "./compare.ts";
import { completion } from "./completion.ts";
import { design } from "./design.ts";
import { explain } from "./explain.ts";
import { importCommand } from "./import.ts";
import { init } from "./init.ts";
import { list } from "./list.ts";
import { mcp } from "./mcp.ts";
import { optimum } from "./optimum.ts";
import { plan } from "./plan.ts";
import { query } from "./query.ts";
import { replayCommand } from "./replay.ts";
import { report } from "./report.ts";
import { run } from "./run.ts";
import { schema } from "./schema.ts";
import { serve } from "./serve.ts";
import { show } from "./show.ts";
import { simulate } from "./simulate.ts";
import { uncertainty } from "./uncertainty.ts";
import { validate } from "./validate.ts";
import { submit } from "./submit.ts";
import { sweep } from "./sweep.ts";

/** Every command, in the order of `dse --help`. */
export const commands: readonly Command[] = [
  run,
  sweep,
  submit,
  query,
  plan,
  optimum,
  design,
  simulate,
  replayCommand,
  serve,
  uncertainty,
  validate,
  explain,
  compare,
  report,
  check,
  list,
  show,
  init,
  importCommand,
  schema,
  completion,
  mcp,
  bench,
];

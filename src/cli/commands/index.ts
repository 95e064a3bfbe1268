import type { Command } from "../command.ts";
import { bench } from "./bench.ts";
import { init } from "./init.ts";

/** Every command, in the order of `dse --help`. */
export const commands: readonly Command[] = [init, bench];

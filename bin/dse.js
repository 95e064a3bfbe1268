#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { main } from "../dist/cli/main.js";

// A command runs for seconds, over more code than most of which repays being optimized: twice V8's threshold saves half
// of the time that its compiler takes, a fifth of all of a study's, and costs long sweeps nothing. V8 of Node 22 and
// later counts calls instead, and calls the flag unknown on stderr.
if (Number.parseInt(process.versions.node) < 22) setFlagsFromString("--interrupt-budget=300000");
process.exitCode = await main(process.argv.slice(2), new URL("..", import.meta.url));

import yargs, { type Argv } from "yargs";
import { nameOf, type Arguments, type Command } from "./command.ts";
import { commands } from "./commands/index.ts";
import { BadInput } from "./exit-code.ts";
import { nearestName } from "../units/nearest-name.ts";
import { everywhere } from "./options.ts";
import type { Shell } from "./shell.ts";

/** What the words on the command line ask for: a command with its arguments, or a text (help, version). */
export type Request =
  | { readonly kind: "command"; readonly command: Command; readonly args: Arguments }
  | { readonly kind: "text"; readonly text: string };

export async function parse(argv: readonly string[], shell: Shell): Promise<Request> {
  refuseUnknownCommand(argv);
  let request: Request | undefined;
  const root = yargs()
    .scriptName("dse")
    .usage("Design-space exploration of IPU systems.\n\n$0 COMMAND [options]")
    .options(everywhere)
    .help()
    .alias("help", "h")
    .version(argv.includes("--version") ? shell.version : "")
    .strict()
    .recommendCommands()
    .demandCommand(1)
    .wrap(Math.min(shell.columns ?? 100, 110))
    .exitProcess(false)
    .fail((message, error: Error | undefined) => {
      if (error !== undefined && error.name !== "YError") throw error;
      throw new BadInput(explain(message ?? error?.message ?? "", argv));
    });
  const named = commands.filter((command) => nameOf(command) === argv[0]);
  // yargs lays out a help text of all that it knows at each run: of one command it is a small one.
  for (const command of named.length > 0 ? named : commands)
    register(root, command, (args) => (request = { kind: "command", command, args }));
  let text = "";
  const words = argv.map((word) => (word === "-" ? STANDARD_STREAM : word));
  await root.parseAsync(words, {}, (_error, _args, output) => void (text = output));
  return request ?? { kind: "text", text: `${text}\n` };
}

/** yargs takes a lone `-` (stdin, stdout) for an option without a name, so it travels under another. */
const STANDARD_STREAM = "\u0000";

function withStandardStreams(args: Arguments): Arguments {
  const back = (value: unknown): unknown =>
    value === STANDARD_STREAM ? "-" : Array.isArray(value) ? value.map(back) : value;
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, back(value)]));
}

function register(root: Argv, command: Command, accept: (args: Arguments) => void): void {
  root.command(
    command.usage,
    command.summary,
    (parser) => {
      for (const [name, options] of Object.entries(command.positionals)) parser.positional(name, options);
      for (const [line, what] of command.examples) parser.example(line, what);
      return parser.options(command.options).demandCommand(0);
    },
    (args) => accept(withStandardStreams(args)),
  );
}

/** A word that is no command is refused here: yargs would answer `dse swep --help` with the help of `dse`. */
function refuseUnknownCommand([first]: readonly string[]): void {
  const names = commands.map(nameOf);
  if (first === undefined || first.startsWith("-") || first === "help" || names.includes(first)) return;
  const meant = nearestName(first, names);
  throw new BadInput(`no command "${first}"${meant ? `, did you mean "${meant}"?` : "."} Try: dse --help`);
}

/** yargs names what it does not know; what was probably meant is added here. */
function explain(message: string, argv: readonly string[]): string {
  const command = commands.find((candidate) => nameOf(candidate) === argv[0]);
  const ask = `Try: dse ${command ? `${nameOf(command)} ` : ""}--help`;
  if (argv.length === 0) return `no command. ${ask}`;
  const [, without] = /^Not enough arguments following: (.+)$/.exec(message) ?? [];
  if (without !== undefined) return `--${without}: expected a value. ${ask}`;
  const [, name, given, choices = ""] =
    /^Invalid values:\s+Argument: (\S+), Given: (.+), Choices: (.+)$/.exec(message) ?? [];
  if (name !== undefined) {
    const option = command !== undefined && Object.hasOwn(command.options, name);
    return `${option ? "--" : ""}${name}: expected one of ${choices.replaceAll('"', "")}, got ${given}. ${ask}`;
  }
  const unknown = /^Unknown (?:arguments?|commands?): (.+)$/.exec(message)?.[1]?.split(", ")[0];
  if (unknown === undefined) return `${message.trim().replace(/\s*\n\s*/g, ": ")}. ${ask}`;
  const isOption = argv.some((word) => word.replace(/=.*/s, "") === `--${unknown}`);
  if (!isOption) return `"${unknown}" is one argument too many. ${ask}`;
  const known = Object.keys({ ...everywhere, ...command?.options, help: {}, version: {} });
  const meant = nearestName(unknown, known);
  return `no option "--${unknown}"${meant ? `, did you mean "--${meant}"?` : "."} ${ask}`;
}

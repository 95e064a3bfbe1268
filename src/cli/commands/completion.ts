import type { Command } from "../command.ts";
import { BadInput, EXIT } from "../exit-code.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
type ShellName = (typeof SHELLS)[number];

/** What a shell runs for the words of a line; it answers with what may stand for the last of them. */
const ASK = "words";

/** For each shell: a function that hands the words up to the cursor to `dse completion words`. */
const SCRIPTS: Readonly<Record<ShellName, string>> = {
  bash: `# dse completion for bash. In ~/.bashrc: source <(dse completion bash)
_dse() {
  local IFS=$'\\n'
  COMPREPLY=($(dse completion ${ASK} -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  [ "\${#COMPREPLY[@]}" -gt 0 ] || compopt -o default 2>/dev/null
}
complete -F _dse dse
`,
  zsh: `#compdef dse
# dse completion for zsh. In ~/.zshrc, after compinit: source <(dse completion zsh)
_dse() {
  local -a found
  found=("\${(@f)$(dse completion ${ASK} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- "\${found[@]}"; else _files; fi
}
compdef _dse dse
`,
  fish: `# dse completion for fish. In ~/.config/fish/config.fish: dse completion fish | source
function __dse_words
    set -l words (commandline -opc) (commandline -ct)
    dse completion ${ASK} -- $words[2..-1] 2>/dev/null
end
complete -c dse -a '(__dse_words)'
`,
};

export const completion: Command = {
  usage: "completion <shell> [words..]",
  summary: "A script that completes commands, options, specs, metrics and choices in bash, zsh or fish",
  positionals: {
    shell: { type: "string", demandOption: true, describe: `${SHELLS.join(", ")}` },
    words: { type: "string", array: true, describe: "What the script asks about; not for people" },
  },
  options: {},
  examples: [
    ["source <(dse completion bash)", "in ~/.bashrc; zsh the same"],
    ["dse completion fish | source", "in config.fish"],
  ],
  async run(args, shell, { commands }) {
    const name = String(args["shell"]);
    if (name === ASK) {
      const { candidates } = await import("../completion/candidates.ts");
      // Words after -- are no positionals of yargs: they follow the command in `_`.
      const [, ...after] = (args["_"] as readonly unknown[] | undefined) ?? [];
      const words = [...((args["words"] as string[] | undefined) ?? []), ...after].map(String);
      shell.out((await candidates(words, commands, shell)).map((one) => `${one}\n`).join(""));
      return EXIT.done;
    }
    if (!SHELLS.includes(name as ShellName))
      throw new BadInput(`no completion for "${name}"; there is one for ${SHELLS.join(", ")}`);
    shell.out(SCRIPTS[name as ShellName]);
    return EXIT.done;
  },
};

import { expect, test } from "vitest";
import { completion } from "../../../src/cli/commands/completion.ts";
import { answer } from "../../../src/cli/main.ts";
import { fakeShell } from "../fake-shell.ts";

async function told(args: Readonly<Record<string, unknown>>): Promise<string> {
  const shell = fakeShell();
  expect(await completion.run(args, shell, { commands: [completion], answer })).toBe(0);
  return shell.written.join("");
}

test.each(["bash", "zsh", "fish"])(
  "%s is handed a script that asks for the words of its line",
  async (shell) => expect(await told({ shell })).toContain("dse completion words --"),
);

test("words after -- are completed, one a line", async () =>
  expect(await told({ shell: "words", _: ["completion", "comp"] })).toBe("completion\n"));

test("another shell is refused with those there are", async () =>
  expect(completion.run({ shell: "csh" }, fakeShell(), { commands: [], answer })).rejects.toThrow(
    'no completion for "csh"; there is one for bash, zsh, fish',
  ));

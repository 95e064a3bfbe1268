/// <reference lib="dom" />
import { element } from "./element.ts";

/** A command line with a button that copies it; where that is refused, it is selected. */
export function copyableCommand(command: string): HTMLElement {
  const [line, code] = [element("div", { className: "command" }), element("code", {}, command)];
  const button = element("button", { type: "button" }, "Copy");
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(code.textContent).then(
      () => (button.textContent = "Copied"),
      () => getSelection()?.selectAllChildren(code),
    );
  });
  line.append(code, button);
  return line;
}

/** How words are told apart; chalk is one. */
export interface Colours {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}
const same = (text: string): string => text;
export const NO_COLOURS: Colours = {
  bold: same,
  dim: same,
  green: same,
  red: same,
  yellow: same,
  cyan: same,
};

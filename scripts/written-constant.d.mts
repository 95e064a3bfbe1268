export interface WrittenConstant {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly source: string;
}
export function writtenConstant(text: string, path: string, fitted: WrittenConstant): string;

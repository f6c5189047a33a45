// The scale of a series: round steps, linear or logarithmic, and heights of stacked bars.

/** The smallest of 1, 2 and 5 times a power of ten that is not less than a number. */
export function roundUp(number: number): number {
  if (number <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(number));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= number)!;
}

/** Where a number is between 0 and the top, from 0 to 1. */
export function heightOf(number: number, top: number, isLog: boolean): number {
  if (number <= 0) return 0;
  return isLog ? Math.log1p(number) / Math.log1p(top) : number / top;
}

export interface Segment {
  /** The place of its value in the stack. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** The parts of a bar from below, from 0 to 1; on a logarithmic scale they share the height of their sum. */
export function stacked(counts: readonly number[], top: number, isLog: boolean): Segment[] {
  const sum = total(counts);
  const height = heightOf(sum, top, isLog);
  let below = 0;
  return counts.flatMap((events, at) => {
    if (events === 0) return [];
    const from = (below / sum) * height;
    below += events;
    return [{ at, from, to: (below / sum) * height }];
  });
}

export const total = (counts: readonly number[]): number => counts.reduce((sum, each) => sum + each, 0);

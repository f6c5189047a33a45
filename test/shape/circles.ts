// Finds circles among imports: groups of files, each of which leads to all others of its group.
import type { Import } from './imports-of.js';

/**
 * The circles of the imports, each with its files in alphabetical order. Two circles that share a file are one.
 *
 * Tarjan's algorithm for strongly connected components.
 */
export function circlesOf(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, target } of imports) targets.set(from, [...(targets.get(from) ?? []), target]);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];

  function visit(file: string): number {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    open.push(file);
    for (const target of targets.get(file) ?? []) {
      if (!order.has(target)) lower(file, visit(target));
      else if (open.includes(target)) lower(file, order.get(target)!);
    }
    if (lowest.get(file) === order.get(file)) close(file);
    return lowest.get(file)!;
  }

  function lower(file: string, place: number): void {
    lowest.set(file, Math.min(lowest.get(file)!, place));
  }

  /** Everything opened since a file is in that file's circle. */
  function close(file: string): void {
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1 || targets.get(file)?.includes(file)) circles.push(circle.toSorted());
  }

  for (const file of targets.keys()) if (!order.has(file)) visit(file);
  return circles;
}

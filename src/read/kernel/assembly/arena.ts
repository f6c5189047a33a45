// Hands out the kernel's memory: regions one after the other, all given back at once when a report is planned.

/** Regions may be read and written this far beyond their end, so that copies can move 16 bytes at a time. */
export const SLACK: usize = 64;

const FIRST: usize = (__heap_base + 63) & ~63;
let top: usize = FIRST;

/** Gives back all regions. */
export function clear(): void {
  top = FIRST;
}

/** The address of a region of `bytes` bytes; its content is what was left there. */
export function region(bytes: usize): usize {
  const address = top;
  top = (top + bytes + SLACK + 63) & ~63;
  const missing = <i32>((top + 0xffff) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  return address;
}

/** Copies short texts, 16 bytes at a time; up to 15 bytes behind the text are written as well. */
export function copyText(to: usize, from: usize, length: usize): void {
  if (length > 128) {
    memory.copy(to, from, length);
    return;
  }
  for (const end = from + length; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}

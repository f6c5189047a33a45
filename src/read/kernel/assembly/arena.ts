// Allocates the kernel's memory: regions one after the other, all freed at once before a report is planned.

/** Bytes after each region that code may read and write, so that copies can move 16 bytes at a time. */
export const SLACK: usize = 64;

const FIRST: usize = (__heap_base + 63) & ~63;
let top: usize = FIRST;

/** Frees all regions. */
export function clear(): void {
  top = FIRST;
}

/** Allocates a region of `bytes` bytes and returns its address. The content is undefined. */
export function region(bytes: usize): usize {
  const address = top;
  top = (top + bytes + SLACK + 63) & ~63;
  const missing = <i32>((top + 0xffff) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  return address;
}

/** Copies a text, if short, 16 bytes at a time; overwrites up to 15 bytes after the copy. */
export function copyText(to: usize, from: usize, length: usize): void {
  if (length > 128) {
    memory.copy(to, from, length);
    return;
  }
  for (const end = from + length; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}

// Shortens reasons for lines that already name what they are about.

/** A reason without the name with which it begins. */
export function reasonAfter(name: string, reason: string): string {
  return reason.startsWith(name) ? reason.slice(name.length).replace(/^(?:: | > | )/, '') : reason;
}

// Reads a record of CEF as its specification (version 26, "Character encoding") says, and refuses what breaks it.

export interface ReadCef {
  /** The seven fields of the header after `CEF:0`: vendor, product, version, class id, name, severity. */
  readonly header: readonly string[];
  readonly pairs: ReadonlyMap<string, string>;
}

/** @throws Error for a record that breaks the format */
export function readCef(line: string): ReadCef {
  if (/[\x00-\x1f\x7f]/.test(line)) throw new Error('a control character');
  const match = /^CEF:0\|((?:(?:[^|\\]|\\[|\\])*\|){6})(.*)$/s.exec(line);
  if (!match) throw new Error('a header that is not one of CEF');
  const header = [...match[1]!.matchAll(/((?:[^|\\]|\\[|\\])*)\|/g)].map(([, field]) =>
    field!.replaceAll(/\\([|\\])/g, '$1'),
  );
  return { header, pairs: pairsOf(match[2]!) };
}

/** A key begins after a space and ends before an equals sign; those of values are escaped. */
function pairsOf(extension: string): Map<string, string> {
  const pairs = new Map<string, string>();
  const starts = [...extension.matchAll(/(?:^| )([A-Za-z0-9]+)=/g)];
  if (starts[0]?.index !== 0) throw new Error('an extension that does not begin with a key');
  starts.forEach((start, at) => {
    const key = start[1]!;
    const raw = extension.slice(start.index + start[0].length, starts[at + 1]?.index);
    if (/[\\=]/.test(raw.replaceAll(/\\[\\=nr]/g, '')))
      throw new Error(`a value of ${key} that is not escaped`);
    if (pairs.has(key)) throw new Error(`the key ${key} twice`);
    pairs.set(
      key,
      raw.replaceAll(/\\(.)/g, (_, char: string) => UNESCAPED[char] ?? char),
    );
  });
  return pairs;
}

const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

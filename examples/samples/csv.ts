// Writes rows in the publisher's form: a quoted header, and quotes around cells with special characters.

export type Row = Readonly<Record<string, string | number>>;

/** @throws Error if a row has a column that the report lacks */
export function csvLine(columns: readonly string[], row: Row): string {
  const unknown = Object.keys(row).filter((name) => !columns.includes(name));
  if (unknown.length > 0) throw new Error(`no such column: ${unknown.join(', ')}`);
  return columns.map((name) => cell(String(row[name] ?? ''))).join(',');
}

export function csvHeader(columns: readonly string[]): string {
  return columns.map((name) => `"${name}"`).join(',');
}

function cell(text: string): string {
  return /^[\w.:/@+-]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

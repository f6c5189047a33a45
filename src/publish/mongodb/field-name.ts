// Makes names that MongoDB accepts from the names of report columns, and the other way round.

/** In BSON a name ends at NUL; `$` and dots have a meaning in queries; the driver takes `_bsontype` for a mark of its own. */
const SPECIAL = /[$.\0]|^_(?=bsontype$)|%(?=00|24|25|2E|5F)/g;
const ESCAPE = /%(00|24|25|2E|5F)/g;

/** Writes a special character as `%24` and so on, as in URLs, so that different names stay different. */
export function fieldName(name: string): string {
  return name.replaceAll(SPECIAL, (found) => {
    const hex = found.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
    return `%${hex}`;
  });
}

/** The name of the report column. */
export function columnName(field: string): string {
  return field.replaceAll(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

// The public entry of cutting: divides the bytes of CSV and JSON into records, for reports and inventories alike.
export { CsvReader } from './csv.js';
export { type JsonField, JsonReader, readFields } from './json.js';
export {
  eachNamedRow,
  type Fault,
  faultsText,
  type NamedRow,
  type NamedTexts,
  readNamedRows,
} from './named-rows.js';

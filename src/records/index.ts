// The public entry of cutting: bytes of CSV and JSON become records, for reports and inventories alike.
export { CsvReader } from './csv.js';
export { type JsonField, JsonReader, readFields } from './json.js';

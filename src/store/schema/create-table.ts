// Turns declared tables and views into the statements that create them.
import type { SchemaStep, Table, View } from '../../domain/table.js';

/** The SQL of one statement of a step. */
export function statementSql(statement: SchemaStep['statements'][number]): string {
  if (typeof statement === 'string') return statement;
  return 'columns' in statement ? createTable(statement) : createView(statement);
}

function createView({ name, select }: View): string {
  return `CREATE VIEW IF NOT EXISTS ${name} AS ${select}`;
}

function createTable(table: Table): string {
  const columns = table.columns.map(([name, type]) => `\`${name}\` ${type}`);
  const indexes = (table.indexes ?? []).map((index) => `INDEX ${index}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${table.name} (${[...columns, ...indexes].join(', ')})`,
    `ENGINE = ${table.engine ?? 'MergeTree'}`,
    table.partitionBy ? `PARTITION BY ${table.partitionBy}` : '',
    `ORDER BY ${table.orderBy}`,
    table.settings ? `SETTINGS ${table.settings}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

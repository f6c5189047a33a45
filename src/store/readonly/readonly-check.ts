// Decides whether SQL of a person may run: one SELECT over Sundial's own tables, checked against allow-lists.
import { SundialError } from '../../domain/errors.js';
import { didYouMean } from '../../domain/nearest.js';
import type { Engine } from '../engine/engine.js';
import { READABLE_TABLES } from '../schema/tables.js';
import { type EngineNames, engineNames } from './engine-names.js';
import { isAllowedFunction, ROW_FUNCTIONS } from './readonly-functions.js';
import { type Node, treeOf, type Word, wordsOf } from './readonly-tree.js';

/** Longer texts are not questions of a person; the engine's parser has a limit of its own, 256 KiB. */
const TEXT_LIMIT = 100_000;

/**
 * The query in the engine's own words, if it may run. The engine formats the text first and everything below looks at
 * the result, which is also what runs: comments, odd quotes and other disguises are gone by then
 * (decisions.md#foreign-sql-and-secrets).
 *
 * @throws SundialError `query-refused`
 */
export async function checkSql(engine: Engine, sql: string): Promise<string> {
  if (sql.length > TEXT_LIMIT) throw refused(`it is longer than ${TEXT_LIMIT} characters`);
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(sql)) throw refused('it holds control characters');
  const canonical = await formatted(engine, sql);
  const words = wordsOf(canonical);
  checkWords(words);
  const named = await namedQueries(engine, words);
  const tree = treeOf(await explained(engine, canonical));
  if (!tree) throw refused('its structure cannot be read');
  const functions = await engineNames(engine);
  new TreeCheck({ named, functions, columns: await columnNames(engine), aliases: aliasesOf(words) }).query(
    tree,
  );
  return canonical;
}

async function formatted(engine: Engine, sql: string): Promise<string> {
  try {
    const [row] = await engine.rows<{ text: string }>('SELECT formatQuerySingleLine({sql:String}) AS text', {
      sql,
    });
    return row!.text;
  } catch (thrown) {
    const problem = String((thrown as SundialError).details?.problem ?? thrown);
    throw refused(problem.replace(/: In scope SELECT formatQuerySingleLine.*$/s, '').replace(/[. ]+$/, ''));
  }
}

async function explained(engine: Engine, canonical: string): Promise<string[]> {
  try {
    // The first FORMAT after it belongs to the explained query; the one that the client adds then to the explanation.
    const rows = await engine.rows<{ explain: string }>(`EXPLAIN AST ${canonical} FORMAT Null`);
    return rows.map(({ explain }) => explain);
  } catch {
    // What is formatted and yet cannot be explained has a FORMAT of its own or is not a query.
    throw refused('it is not a single SELECT');
  }
}

/** What can be seen without the tree, and what the tree does not show (functions inside APPLY). */
function checkWords(words: readonly Word[]): void {
  if (!/^(SELECT|WITH|\()$/.test(words[0]?.value ?? '')) throw refused('it is not a single SELECT');
  for (const [index, { kind, value }] of words.entries()) {
    // The tree prints names without quotes: only names that cannot look like anything else are safe to compare.
    if (kind === 'quoted' && !/^[\p{L}\p{N} _.#%:/-]+$/u.test(value))
      throw refused('a quoted name holds other characters than letters, digits, blanks and _ . # % : / -');
    if (kind === 'other' && (value === '{' || value === '?'))
      throw refused('it has parameters; write the values');
    if (kind === 'name' && /^(OUTFILE|FORMAT|SETTINGS)$/.test(value))
      throw refused(`it has ${value}; use --json, --csv or --jsonl for the output`);
    // A keyword is followed by a blank, a function by its bracket.
    const isCall = (kind === 'name' || kind === 'quoted') && words[index + 1]?.value === '(';
    if (isCall && !isAllowedFunction(value) && !ROW_FUNCTIONS.has(value.toLowerCase()) && !isMatcher(value))
      throw refusedFunction(value);
  }
}

/** `COLUMNS('regular expression')` looks like a function and selects columns. */
const isMatcher = (word: string): boolean => word === 'COLUMNS';

/**
 * The names that WITH gives to queries. None may name a table as well: where the name does not apply (the tree does
 * not say where it does) it would mean that table, and the embedded engine takes a file's name for a table.
 */
async function namedQueries(engine: Engine, words: readonly Word[]): Promise<Set<string>> {
  const solid = words.filter(({ kind }) => kind !== 'space');
  const names = solid.flatMap(({ kind, value }, index) => {
    const isNamed =
      solid[index + 1]?.value === 'AS' && /^(\(|MATERIALIZED)$/.test(solid[index + 2]?.value ?? '');
    return isNamed && (kind === 'name' || kind === 'quoted') ? [value] : [];
  });
  for (const name of new Set(names)) {
    if (READABLE_TABLES.includes(name)) continue;
    if (!/^[A-Za-z_]\w{0,63}$/.test(name)) throw refused(`"${name}" is not a name for a query in WITH`);
    const [answer] = await engine.rows<{ result: number }>(`EXISTS TABLE \`${name}\``);
    if (answer?.result !== 0)
      throw refused(`"${name}" in WITH names something else already; take another name`);
  }
  return new Set(names);
}

/** The columns of the tables that may be read, in lower case. */
async function columnNames(engine: Engine): Promise<Set<string>> {
  const rows = await engine.rows<{ name: string }>(
    `SELECT DISTINCT lower(name) AS name FROM system.columns
     WHERE database = currentDatabase() AND table IN {tables:Array(String)}`,
    { tables: READABLE_TABLES },
  );
  return new Set(rows.map(({ name }) => name));
}

/** The names that a query gives with AS, in lower case. */
function aliasesOf(words: readonly Word[]): Set<string> {
  const solid = words.filter(({ kind }) => kind !== 'space');
  return new Set(
    solid
      .filter(({ kind }, at) => (kind === 'name' || kind === 'quoted') && solid[at - 1]?.value === 'AS')
      .map(({ value }) => value.toLowerCase()),
  );
}

/** Every kind of node a query may have. What is missing hides something (APPLY), changes settings, or streams. */
const KINDS: ReadonlySet<string> = new Set(
  `SelectWithUnionQuery SelectIntersectExceptQuery SelectQuery Subquery ExpressionList WithElement
   Identifier TableIdentifier Literal Function Asterisk QualifiedAsterisk
   ColumnsRegexpMatcher ColumnsListMatcher QualifiedColumnsRegexpMatcher QualifiedColumnsListMatcher
   ColumnsTransformerList ColumnsExceptTransformer ColumnsReplaceTransformer ColumnsReplaceTransformer::Replacement
   TablesInSelectQuery TablesInSelectQueryElement TableExpression TableJoin ArrayJoin SampleRatio
   OrderByElement InterpolateElement WindowDefinition WindowListElement`.split(/\s+/),
);

/** `x IN name` reads a table of that name. */
const IN = /^(global)?(not)?(null)?in(ignoreset)?$/i;
const CAST = /cast/i;

/** What the names in a query may mean. */
interface Names {
  /** Queries of WITH. */
  readonly named: ReadonlySet<string>;
  readonly functions: EngineNames;
  /** Columns of the tables that may be read, and names that the query itself gives, in lower case. */
  readonly columns: ReadonlySet<string>;
  readonly aliases: ReadonlySet<string>;
}

/** Functions that take another function by its name, beside those that the engine says so of. */
const TAKES_FUNCTION = /^(array|map)/;

class TreeCheck {
  constructor(private readonly names: Names) {}

  /** The whole: a SELECT and nothing beside it but the output format that `explained` adds. */
  query({ kind, children }: Node): void {
    const [selects, format, ...others] = children;
    const isOurs = format?.kind === 'Identifier' && format.says === 'Null' && others.length === 0;
    if (kind !== 'SelectWithUnionQuery' || !selects || !isOurs) throw refused('it is not a single SELECT');
    this.node(selects);
  }

  private node(node: Node, parent?: Node): void {
    const { kind, says, children } = node;
    if (kind === 'Set') throw refused('it has SETTINGS');
    if (!KINDS.has(kind)) throw refused(`it uses ${kind}, which is not supported here`);
    if (kind === 'TableIdentifier') this.table(says);
    if (kind === 'Function') this.call(node, parent);
    if (kind === 'Identifier') this.word(says);
    for (const child of children) this.node(child, node);
  }

  /** A name that stands for a function is a function, wherever it stands. */
  private word(name: string): void {
    if (!this.isForbiddenFunction(name)) return;
    const { columns, aliases } = this.names;
    const word = name.toLowerCase();
    if (!columns.has(word) && !aliases.has(word)) throw refusedFunction(name);
  }

  /** Where a function may be meant, a column of the same name has to be written with its table. */
  private argument({ kind, says }: Node, taker: string): void {
    if (kind === 'Identifier' && this.isForbiddenFunction(says))
      throw refused(
        `"${says}" in ${taker} may mean a function that may not be used; a column is written with its table there, such as events.${says}`,
      );
  }

  private isForbiddenFunction(name: string): boolean {
    return this.names.functions.functions.has(name.toLowerCase()) && !isAllowedFunction(name);
  }

  private table(name: string): void {
    const { named } = this.names;
    if (READABLE_TABLES.includes(name) || named.has(name)) return;
    const known = [...READABLE_TABLES, ...named];
    throw refused(
      `there is no table "${name}" to read${didYouMean(name, known)}; there are ${known.join(', ')}`,
    );
  }

  private call({ says: name, children }: Node, parent: Node | undefined): void {
    if (parent?.kind === 'TableExpression') {
      if (!ROW_FUNCTIONS.has(name.toLowerCase())) throw refusedFunction(name);
      return;
    }
    if (!isAllowedFunction(name)) throw refusedFunction(name);
    const values = children[0]?.children ?? [];
    const word = name.toLowerCase();
    if (this.names.functions.higherOrder.has(word) || TAKES_FUNCTION.test(word))
      for (const value of values) this.argument(value, name);
    if (IN.test(name)) {
      for (const value of values.slice(1)) if (value.kind === 'Identifier') this.table(value.says);
    }
    // Text as the inner state of an aggregate function would be taken by the engine as it is.
    if (CAST.test(name) && values.some(({ kind, says }, index) => index === 1 && isOddType(kind, says)))
      throw refused('a type that it converts to is not supported here');
  }
}

const isOddType = (kind: string, says: string): boolean =>
  kind !== 'Literal' || /AggregateFunction/i.test(says);

function refusedFunction(name: string): SundialError {
  return refused(`the function "${name}" is not among those that may be used`);
}

function refused(problem: string): SundialError {
  return new SundialError('query-refused', { problem });
}

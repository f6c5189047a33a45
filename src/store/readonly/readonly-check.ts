// Decides whether a person's SQL may run: one SELECT over Sundial's own tables, checked against allow-lists.
import { SundialError } from '../../domain/errors.js';
import { didYouMean } from '../../domain/nearest.js';
import type { Engine } from '../engine/engine.js';
import { READABLE_TABLES } from '../schema/tables.js';
import { type EngineNames, engineNames } from './engine-names.js';
import { isAllowedFunction, ROW_FUNCTIONS } from './readonly-functions.js';
import { type Node, treeOf, type Word, wordsOf } from './readonly-tree.js';

/** Maximum number of characters; no person writes longer queries. The engine's parser has its own limit, 256 KiB. */
const TEXT_LIMIT = 100_000;

/**
 * Returns the query as formatted by the engine, if it may run. All checks below use the formatted text, which is also the
 * text that runs: formatting removes comments, unusual quotes and other disguises (decisions.md#foreign-sql-and-secrets).
 *
 * @throws SundialError `query-refused`
 */
export async function checkSql(engine: Engine, sql: string): Promise<string> {
  if (sql.length > TEXT_LIMIT) throw refused(`it is longer than ${TEXT_LIMIT} characters`);
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(sql)) throw refused('it contains control characters');
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
    rethrowUnlessFailed(thrown);
    const problem = String((thrown as SundialError).details?.problem ?? thrown);
    throw refused(problem.replace(/: In scope SELECT formatQuerySingleLine.*$/s, '').replace(/[. ]+$/, ''));
  }
}

async function explained(engine: Engine, canonical: string): Promise<string[]> {
  try {
    // The first FORMAT belongs to the explained query; the FORMAT that the client appends belongs to the explanation.
    const rows = await engine.rows<{ explain: string }>(`EXPLAIN AST ${canonical} FORMAT Null`);
    return rows.map(({ explain }) => explain);
  } catch (thrown) {
    rethrowUnlessFailed(thrown);
    // A text that can be formatted but not explained has its own FORMAT or is not a query.
    throw refused('it is not a single SELECT');
  }
}

/** Only the engine's own errors concern the text: an interrupted check, for example, says nothing about it. */
function rethrowUnlessFailed(thrown: unknown): void {
  if (!(thrown instanceof SundialError && thrown.code === 'query-failed')) throw thrown;
}

/** Checks that need no tree, and constructs that the tree does not show (functions inside APPLY). */
function checkWords(words: readonly Word[]): void {
  if (!/^(SELECT|WITH|\()$/.test(words[0]?.value ?? '')) throw refused('it is not a single SELECT');
  for (const [index, { kind, value }] of words.entries()) {
    // The tree prints names without quotes, so only names that cannot be confused with other syntax are safe to compare.
    if (kind === 'quoted' && !/^[\p{L}\p{N} _.#%:/-]+$/u.test(value))
      throw refused('a quoted name contains characters other than letters, digits, blanks and _ . # % : / -');
    if (kind === 'other' && (value === '{' || value === '?'))
      throw refused('it has parameters; write values instead');
    if (kind === 'name' && /^(OUTFILE|FORMAT|SETTINGS)$/.test(value))
      throw refused(`it has ${value}; use --json, --csv or --jsonl for the output`);
    // A keyword is followed by a blank, a function name by a parenthesis.
    const isCall = (kind === 'name' || kind === 'quoted') && words[index + 1]?.value === '(';
    if (isCall && !isAllowedFunction(value) && !ROW_FUNCTIONS.has(value.toLowerCase()) && !isMatcher(value))
      throw refusedFunction(value);
  }
}

/** `COLUMNS('regular expression')` looks like a function and selects columns. */
const isMatcher = (word: string): boolean => word === 'COLUMNS';

/**
 * The names that WITH gives to queries. None of them may also be the name of a table: outside its scope, which the tree
 * does not show, the name would mean that table, and the embedded engine treats the name of a file as a table.
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
      throw refused(`"${name}" in WITH is already the name of something else; choose another name`);
  }
  return new Set(names);
}

/** The columns of the readable tables, in lower case. */
async function columnNames(engine: Engine): Promise<Set<string>> {
  const rows = await engine.rows<{ name: string }>(
    `SELECT DISTINCT lower(name) AS name FROM system.columns
     WHERE database = currentDatabase() AND table IN {tables:Array(String)}`,
    { tables: READABLE_TABLES },
  );
  return new Set(rows.map(({ name }) => name));
}

/** The aliases that a query defines with AS, in lower case. */
function aliasesOf(words: readonly Word[]): Set<string> {
  const solid = words.filter(({ kind }) => kind !== 'space');
  return new Set(
    solid
      .filter(({ kind }, at) => (kind === 'name' || kind === 'quoted') && solid[at - 1]?.value === 'AS')
      .map(({ value }) => value.toLowerCase()),
  );
}

/** All permitted kinds of nodes. Other kinds hide names from the tree (APPLY), change settings, or stream. */
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

/** The possible meanings of names in a query. */
interface Names {
  /** Names of WITH queries. */
  readonly named: ReadonlySet<string>;
  readonly functions: EngineNames;
  /** Columns of the readable tables, and aliases of the query itself, in lower case. */
  readonly columns: ReadonlySet<string>;
  readonly aliases: ReadonlySet<string>;
}

/** Further functions that accept another function by name, besides those that the engine reports as such. */
const TAKES_FUNCTION = /^(array|map)/;

class TreeCheck {
  constructor(private readonly names: Names) {}

  /** The whole query: one SELECT, and only the output format that `explained` adds. */
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

  /** A name that can be a function counts as a function in every position. */
  private word(name: string): void {
    if (!this.isForbiddenFunction(name)) return;
    const { columns, aliases } = this.names;
    const word = name.toLowerCase();
    if (!columns.has(word) && !aliases.has(word)) throw refusedFunction(name);
  }

  /** In a position where a function name is possible, a column of the same name must be qualified with its table. */
  private argument({ kind, says }: Node, taker: string): void {
    if (kind === 'Identifier' && this.isForbiddenFunction(says))
      throw refused(
        `"${says}" in ${taker} may mean a function that is not allowed; qualify the column with its table, such as events.${says}`,
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
    // The engine would accept text as the inner state of an aggregate function without checking it.
    if (CAST.test(name) && values.some(({ kind, says }, index) => index === 1 && isOddType(kind, says)))
      throw refused('it converts to a type that is not supported here');
  }
}

const isOddType = (kind: string, says: string): boolean =>
  kind !== 'Literal' || /AggregateFunction/i.test(says);

function refusedFunction(name: string): SundialError {
  return refused(`the function "${name}" is not among the allowed functions`);
}

function refused(problem: string): SundialError {
  return new SundialError('query-refused', { problem });
}

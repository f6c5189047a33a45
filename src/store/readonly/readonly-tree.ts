// Parses the engine's output about a query: the words of its canonical text, and the tree that EXPLAIN AST prints.

/** A word of a query's canonical text. */
export interface Word {
  readonly kind: 'name' | 'quoted' | 'text' | 'space' | 'other';
  /** Without quotes. */
  readonly value: string;
}

const WORD = /('(?:[^'\\]|\\.)*')|(`(?:[^`\\]|\\.)*`)|([A-Za-z_]\w*)|(\s+)|([\s\S])/g;

/** Splits text that the engine has formatted: no comments, one style of quotes, keywords in capitals. */
export function wordsOf(canonical: string): Word[] {
  return [...canonical.matchAll(WORD)].map(([all, text, quoted, name, space]) => {
    if (text !== undefined) return { kind: 'text', value: all.slice(1, -1) };
    if (quoted !== undefined) return { kind: 'quoted', value: all.slice(1, -1) };
    return { kind: name !== undefined ? 'name' : space !== undefined ? 'space' : 'other', value: all };
  });
}

/** A node of the syntax tree: its kind, its text (a name, a literal), and its children. */
export interface Node {
  readonly kind: string;
  readonly says: string;
  readonly children: Node[];
}

const LINE = /^( *)(\w[\w:]*)(?: (.*?))??(?: \(children (\d+)\))?$/s;
/** Follows the name of a table, column or function that has an alias. */
const ALIAS = / \(alias [^()]*\)$/;

/**
 * Builds the tree from the lines of EXPLAIN AST, each indented by one blank per level. Undefined if a line has
 * another form or a node has more or fewer children than it announces, because the query cannot be judged then.
 */
export function treeOf(lines: readonly string[]): Node | undefined {
  const open: { node: Node; announced: number }[] = [];
  let root: Node | undefined;
  const isWhole = ({ node, announced }: { node: Node; announced: number }) =>
    node.children.length === announced;
  for (const line of lines) {
    const match = LINE.exec(line);
    if (!match) return undefined;
    const depth = match[1]!.length;
    if (depth > open.length || (depth === 0) !== (root === undefined)) return undefined;
    if (!open.splice(depth).every(isWhole)) return undefined;
    const node: Node = { kind: match[2]!, says: (match[3] ?? '').replace(ALIAS, ''), children: [] };
    open.at(-1)?.node.children.push(node);
    open.push({ node, announced: Number(match[4] ?? 0) });
    root ??= node;
  }
  return open.every(isWhole) ? root : undefined;
}

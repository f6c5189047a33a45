// Checks that every reference resolves: links in documents with their anchors, and pages and decisions cited in code.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeFiles, documents, filesBelow, ROOT } from './tree.js';

/** Files that are neither TypeScript nor Markdown and cite pages in comments. */
const OTHERS = ['.ci/run', 'Dockerfile', 'compose.yaml', 'bin/sundial.js', ...filesBelow('deploy')];
const DECISIONS = 'docs/explanation/decisions.md';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

/** The anchors that GitHub generates for the headings of a document. */
function anchorsOf(text: string): string[] {
  const headings = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return headings.map((anchor, at) => {
    const earlier = headings.slice(0, at).filter((each) => each === anchor).length;
    return earlier === 0 ? anchor : `${anchor}-${earlier}`;
  });
}

/** The targets of a document's links to other files and anchors of the project. */
function linksOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map((match) => match[1]!);
}

/** Whether a target's file exists, and its anchor if one is named. `file` is the citing file. */
function resolves(target: string, file: string): boolean {
  const [name, anchor] = target.split('#');
  const cited = name === '' ? file : path.posix.join(path.posix.dirname(file), name!);
  if (!existsSync(path.join(ROOT, cited))) return false;
  return anchor === undefined || anchorsOf(read(cited)).includes(anchor);
}

/** The targets that a text cites outside of links, from the project's root. */
function citationsOf(text: string): string[] {
  const pages = [...text.matchAll(/(?<![\w./-])docs\/[\w./-]*[\w/](?:#[\w-]+)?/g)].map((match) => match[0]);
  const decisions = [...text.matchAll(/(?<![\w/-])decisions\.md(#[\w-]+)/g)].map(
    ([, anchor]) => DECISIONS + anchor,
  );
  const records = [...text.matchAll(/\bADR (\d+)/g)].map(([, number]) => recordOf(Number(number)));
  return [...pages, ...decisions, ...records];
}

/** The page of a decision record by its number, or a name that does not exist. */
function recordOf(number: number): string {
  const prefix = `${String(number).padStart(4, '0')}-`;
  const found = readdirSync(path.join(ROOT, 'docs/adr')).find((file) => file.startsWith(prefix));
  return `docs/adr/${found ?? `${prefix}missing`}`;
}

/** Names of pages outside of the project, which readers cannot look up. */
const OUTSIDE = /\bDECISIONS [A-E]\d|\b[A-E]\d+'s\b|\bshared\/(design|facts)\b|\bfacts\//;

const everything = [
  ...codeFiles(),
  ...[...documents(), ...OTHERS].map((file) => ({ path: file, text: read(file) })),
].filter((file) => file.path !== 'test/shape/references.test.ts');

describe('references', () => {
  it.each(documents())('%s: links resolve, including anchors', (file) => {
    expect(linksOf(read(file)).filter((target) => !resolves(target, file))).toEqual([]);
  });

  it('in comments and documents resolve', () => {
    const broken = everything.flatMap((file) =>
      citationsOf(file.text)
        .filter((target) => !resolves(target, 'README.md'))
        .map((target) => `${file.path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name no page outside of the project', () => {
    const outside = everything.filter(({ text }) => OUTSIDE.test(text)).map((file) => file.path);
    expect(outside).toEqual([]);
  });

  it('lead to every page of docs/', () => {
    const linked = documents().flatMap((file) =>
      linksOf(read(file)).map((target) =>
        path.posix.join(path.posix.dirname(file), target.replace(/#.*/, '')),
      ),
    );
    const lonely = documents().filter((file) => file.startsWith('docs/') && !linked.includes(file));
    expect(lonely).toEqual([]);
  });
});

describe('the checks of references', () => {
  it('know the anchors of headings', () => {
    const text =
      '# The `csv` module\n\n## What is it?\n\n```sh\n# no heading\n```\n\n## What is it?\n\n## A [link](b.md) here';
    expect(anchorsOf(text)).toEqual(['the-csv-module', 'what-is-it', 'what-is-it-1', 'a-link-here']);
  });

  it('notice broken references', () => {
    expect(resolves('docs/adr/0001-engine.md#decision', 'README.md')).toBe(true);
    expect(resolves('docs/adr/0001-engine.md#no-heading', 'README.md')).toBe(false);
    expect(resolves('../adr/0001-engine.md', 'README.md')).toBe(false);
    expect(citationsOf('(ADR 9999), see docs/nowhere.md and decisions.md#nothing')).toEqual([
      'docs/nowhere.md',
      'docs/explanation/decisions.md#nothing',
      'docs/adr/9999-missing',
    ]);
    expect("as DECISIONS A7 and D5's order say").toMatch(OUTSIDE);
  });
});

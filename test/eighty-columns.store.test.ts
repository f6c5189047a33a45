// Checks that no help and no result of any command is wider than a terminal of 80 columns.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadCatalogue } from '../src/catalogue/index.js';
import type { HeldWorkspace } from '../src/cli/frame/context.js';
import { buildProgram } from '../src/cli/main.js';
import { testContext } from '../src/cli/testing/context.js';
import { otherMail } from '../src/collect/testing/mail-writer.js';
import { openStore, type Store } from '../src/store/index.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { widthOf } from '../src/text/index.js';

const COLUMNS = 80;
const page = { columns: COLUMNS, isTerminal: true, colour: false };

const cwd = mkdtempSync(path.join(tmpdir(), 'sundial-columns-'));
const data = path.join(cwd, 'data');
let store: Store;

async function run(...args: string[]): Promise<{ lines: string[]; code: number | undefined; notes: string }> {
  const held: HeldWorkspace = {
    store,
    inTurn: (work) => work(),
    inEditTurn: (work) => work(),
    isService: true,
    isLeaving: () => false,
  };
  const context = testContext({ args, cwd, page, env: {}, held });
  await buildProgram(context).parseAsync(['--data-dir', data, ...args], { from: 'user' });
  return { lines: context.out.join('\n').split('\n'), code: context.code, notes: context.notes.join('\n') };
}

const tooWide = (lines: readonly string[]) => lines.filter((line) => widthOf(line) > COLUMNS);

const LONG = 'an-identifier-that-is-very-long-because-its-owner-chose-it-so-once-and-kept-it-for-years-asn';
const HOST = `${'a-long-label-of-a-host.'.repeat(6)}example.com`;
const HEAD = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,cve,banner';
const REPORT = [
  HEAD,
  `2026-02-01 00:00:01,critical,2001:db8:1234:5678:9abc:def0:1234:5678,tcp,443,${HOST},${'ntp;iot;'.repeat(9)}x,4200000000,ZZ,CVE-2026-11111;CVE-2026-22222,${'banner '.repeat(40)}`,
  '2026-02-01 00:00:02,low,192.0.2.1,udp,123,,,64496,ZZ,,',
  '2026-02-01 00:00:03,low,192.0.2.2,udp,123,,,64496,ZZ,,,too,many',
].join('\n');

beforeAll(async () => {
  const given = { folder: data, url: '', user: '', password: '', memoryLimitMib: 512 };
  await placeEmptyStore(data);
  store = await openStore(given);
  mkdirSync(path.join(cwd, 'again'));
  writeFileSync(
    path.join(cwd, 'again', `2026-02-01-event4_honeypot_ddos_target-${LONG}.csv`),
    REPORT.replaceAll('192.0.2.1', '192.0.2.3'),
  );
  mkdirSync(path.join(cwd, 'mail'));
  writeFileSync(path.join(cwd, 'mail', `${LONG}.eml`), otherMail());
  const types = loadCatalogue().types({ retired: true });
  const published = types.map(({ id, name, columns }) => [
    id,
    { name: `${name} `.repeat(3).trim(), fields: [...columns, LONG] },
  ]);
  writeFileSync(path.join(cwd, 'published.json'), JSON.stringify(Object.fromEntries(published)));
  mkdirSync(path.join(cwd, 'in', LONG), { recursive: true });
  const inventory = ['network,device,owner,contact', `192.0.2.0/24,${LONG},${LONG},${LONG}@example.com`];
  writeFileSync(path.join(cwd, 'inventory.csv'), inventory.join('\n'));
  writeFileSync(
    path.join(cwd, 'leases.csv'),
    `ip,device,from,until\n192.0.2.1,${LONG},2026-02-01 00:00:00,\n`,
  );
  writeFileSync(path.join(cwd, 'networks.csv'), `network,organisation\n192.0.2.0/24,${LONG}\n`);
  writeFileSync(path.join(cwd, 'register.csv'), `id,name,networks\nlab,${LONG},2001:db8::/32\n`);
  writeFileSync(path.join(cwd, 'in', LONG, `2026-02-01-event4_honeypot_ddos_target-${LONG}.csv`), REPORT);
  writeFileSync(path.join(cwd, 'in', LONG, `2026-02-01-scan_ssl-${LONG}.csv`), REPORT);
  writeFileSync(path.join(cwd, 'in', LONG, `2026-02-01-scan_ntp-${LONG}.csv`), 'not a report\n');
  writeFileSync(
    path.join(cwd, 'sundial.yaml'),
    `own_networks: ["192.0.2.0/24"]\nnotify_command: "${LONG} {ip}"\noutputs:\n  - {name: far-away, kind: files, path: ${LONG}}\nenrichers:\n  - {name: far-away, kind: csv, from: "${path.join(cwd, 'networks.csv')}"}\n`,
  );
});
afterAll(async () => {
  await store.close();
  rmSync(cwd, { recursive: true, force: true });
});

/** All commands that do something by themselves, as their words. */
function commandsOf(command: Command, words: string[] = []): { command: Command; words: string[] }[] {
  return [
    { command, words },
    ...command.commands.flatMap((child) => commandsOf(child, [...words, child.name()])),
  ];
}

it('no help is wider', () => {
  const printed = commandsOf(buildProgram(testContext({ page }))).flatMap(({ command, words }) => {
    const lines: string[] = [];
    const write = (text: string) => void lines.push(...text.split('\n'));
    command.configureOutput({ writeOut: write, getOutHelpWidth: () => COLUMNS }).outputHelp();
    return tooWide(lines).map((line) => `${words.join(' ')}: ${line}`);
  });
  expect(printed).toEqual([]);
});

/** Command lines in an order in which each finds something to show. */
const SHOWN: readonly string[][] = [
  ['ingest', 'in'],
  ['inventory', 'import', 'inventory.csv'],
  ['inventory', 'lookup', '192.0.2.1'],
  ['inventory', 'status'],
  ['leases', 'import', 'leases.csv'],
  ['leases', 'lookup', '192.0.2.1'],
  ['leases', 'status'],
  ['users', 'invite', 'ada', '--role', 'analyst'],
  ['users', 'list'],
  ['users', 'role', 'ada', 'admin'],
  ['users', 'reset', 'ada'],
  ['users', 'disable', 'ada'],
  ['users', 'remove', 'ada'],
  ['enrich', 'update'],
  ['enrich', 'status'],
  ['enrich', 'lookup', '192.0.2.1'],
  [
    'constituents',
    'add',
    'zoo',
    '--name',
    LONG,
    '--networks',
    '192.0.2.0/24',
    '--contacts',
    `abuse: ${LONG}`,
  ],
  ['constituents', 'edit', 'zoo', '--notes', 'noted '.repeat(20), '--add', 'domains=example.org'],
  ['constituents', 'list'],
  ['constituents', 'show', 'zoo'],
  ['constituents', 'import', 'register.csv'],
  ['constituents', 'who', '192.0.2.1'],
  ['constituents', 'check'],
  ['keys', 'add', 'zoo', '--label', LONG],
  ['keys', 'list'],
  ['keys', 'rotate', 'KEY'],
  ['keys', 'revoke', 'KEY'],
  ['keys', 'list'],
  ['findings'],
  ['findings', '--gone'],
  ['show', '192.0.2.1'],
  ['show', '2001:db8:1234:5678:9abc:def0:1234:5678'],
  ['query'],
  ['query', '--fields', 'all'],
  ['query', '--facet', 'hostname'],
  ['stats'],
  ['stats', '--format', 'table', '--by', 'tag'],
  ['export', '--output', `${LONG}.csv`],
  ['export', 'findings', '--output', `findings-${LONG}.csv`],
  ['sql', 'SELECT * FROM events'],
  ['types'],
  ['types', 'scan_ssl'],
  ['whitelist', 'insert', '192.0.2.1', '--type', 'scan_ssl', '--days', '9', '--preview'],
  [
    'whitelist',
    'insert',
    '192.0.2.1',
    '--type',
    'scan_ssl',
    '--days',
    '9',
    '--reason',
    'accepted '.repeat(20),
  ],
  ['whitelist', 'modify_time', '192.0.2.1', '--type', 'scan_ssl', '--days', 'forever'],
  ['whitelist', 'print'],
  ['explain', '192.0.2.1'],
  ['explain', '2001:db8:1234:5678:9abc:def0:1234:5678'],
  ['digest', '--date', '2026-02-01'],
  ['explain', '192.0.2.1'],
  ['finding', 'ID'],
  ['finding', 'mark', 'ID', 'acknowledged', '--reason', 'seen '.repeat(40)],
  ['finding', 'ID'],
  ['whitelist', 'remove', '192.0.2.1', '--type', 'scan_ssl'],
  ['digest', '--date', '2026-02-01', '--undo'],
  ['reports'],
  ['reports', '--failed'],
  ['ingest', 'again'],
  ['reports', 'restore', '1'],
  ['outputs', 'check', 'far-away'],
  ['publish', '--dry-run'],
  ['publish'],
  ['outputs', 'list'],
  ['outputs', 'dead', 'far-away'],
  ['outputs', 'retry', 'far-away'],
  ['quarantine', 'list'],
  ['quarantine', 'show', 'ROW'],
  ['quarantine', 'retry'],
  ['runs'],
  ['replay', '--type', 'scan_ssl'],
  ['retention'],
  ['retention', '--events-days', '1'],
  ['mail', 'fetch', 'mail'],
  ['mail', 'list'],
  ['backup', 'backups'],
  ['backup', 'backups', '--list'],
  ['backup', 'backups', '--verify'],
  ['restore', 'backups', '--to', 'restored'],
  ['store', 'migrate', '--dry-run'],
  ['store', 'compress'],
  ['config'],
  ['init', `${LONG}.yaml`],
  ['catalogue', 'diff', 'published.json'],
  ['catalogue', 'update', 'published.json'],
  ['catalogue', 'reset'],
  ['doctor', '--offline'],
];

/** Commands that are left out, and why. */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  api: 'prints what the API answers',
  completion: 'prints a program',
  'constituents export': 'prints a file',
  man: 'prints a page for man',
  fetch: 'shows a reading as ingest and mail fetch do, and needs an API',
  run: 'shows readings as fetch does',
  serve: 'writes a log',
  ping: 'is one short line, and needs an API',
  'outputs forget': 'is a sentence about an output that was removed',
  'mail authorize': 'waits for a person at a browser',
  'mail show': 'is about an archived message, and none is archived here',
  'mail save': 'writes files',
  'mail check': 'is a line for each mailbox, and needs one',
  'reports original': 'writes a file as it came',
};

it('every command is looked at', () => {
  const leaves = commandsOf(buildProgram(testContext({ page })))
    .filter(({ command }) => command.commands.length === 0)
    .map(({ words }) => words.join(' '))
    .filter((name) => !/^help|\bhelp$/.test(name));
  const isShown = (name: string) =>
    SHOWN.some((args) => args.slice(0, name.split(' ').length).join(' ') === name);
  expect(leaves.filter((name) => !isShown(name) && !(name in NOT_SHOWN))).toEqual([]);
});

/** A link or a command to be copied stays in one piece. */
const isInOnePiece = (line: string) => /^ *(https?:\/\/\S+|an-identifier-\S+ \S+)$/.test(line);

/** The command that lists the ids for which a word in capitals stands, and the field of its answer. */
const LISTS: Readonly<Record<string, readonly [command: string, field: string]>> = {
  ID: ['findings', 'findings'],
  ROW: ['quarantine list', 'quarantined'],
  KEY: ['keys list', 'keys'],
};

it.each(SHOWN.map((args) => [args.join(' ').slice(0, COLUMNS), args] as const))('%s', async (_name, args) => {
  const found = async (id: string) => {
    if (!(id in LISTS)) return id;
    const [command, field] = LISTS[id]!;
    const { lines } = await run(...command.split(' '), '--json');
    return JSON.parse(lines.join('\n'))[field][0].id as string;
  };
  const { lines, code, notes } = await run(...(await Promise.all(args.map(found))));
  expect([notes, code]).toEqual([expect.not.stringMatching(/^error/m), expect.toBeOneOf([0, 3])]);
  expect(tooWide(lines).filter((line) => !isInOnePiece(line))).toEqual([]);
});

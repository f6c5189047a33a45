// Checks `sundial types` and `sundial catalogue` from a user's point of view: output, notes, exit codes, the
// override.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalogue, type ReportType } from '../../../catalogue/index.js';
import { EXIT } from '../../../domain/errors.js';
import { testContext } from '../../testing/context.js';
import { declareCatalogue } from '../catalogue/catalogue.js';
import { declareTypes } from './types.js';

const TOTAL = `${loadCatalogue().types().length} types`;

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sundial-types-'));
});
afterEach(async () => {
  await rm(cwd, { recursive: true });
});

async function sundial(...args: string[]) {
  const context = testContext({ cwd });
  const program = new Command('sundial')
    .option('--config <file>')
    .option('--data-dir <folder>')
    .option('--json');
  declareTypes(program, context);
  declareCatalogue(program, context);
  await program.parseAsync(['--data-dir', 'data', ...args], { from: 'user' });
  return { out: context.out.join('\n'), notes: context.notes.join('\n'), code: context.code };
}

describe('sundial types', () => {
  it('lists every type', async () => {
    const { out, code } = await sundial('types');
    expect(code).toBe(EXIT.done);
    for (const { id, title } of loadCatalogue().types()) {
      expect(out).toContain(id);
      expect(out).toContain(title);
    }
    expect(out).toContain(TOTAL);
    expect(out).not.toContain('phish_url');
    expect((await sundial('types', '--retired')).out).toContain('phish_url');
  });

  it('filters by group and severity', async () => {
    const { out } = await sundial('types', '--group', 'honeypot', '--severity', 'info', '--json');
    const { types } = JSON.parse(out) as { types: ReportType[] };
    expect(types.map(({ id }) => id)).toEqual(['event4_honeypot_ddos_amp', 'event4_honeypot_ddos_target']);
  });

  it('shows everything about one type', async () => {
    const { out } = await sundial('types', 'event4-honeypot-ddos-target');
    for (const part of [
      'DDoS targets',
      'availability/ddos',
      'dst_ip (address)',
      'packet_randomized',
      'https://',
    ])
      expect(out).toContain(part);
  });

  it('understands short and legacy names', async () => {
    expect((await sundial('types', 'ntp')).out).toContain('2 types');
    const { out, notes } = await sundial('types', 'hp_http_scan');
    expect(notes).toBe('hp_http_scan is now called event4_honeypot_http_scan');
    expect(out).toContain('HTTP attacks on honeypots');
  });

  it('refuses unknown words and suggests the nearest', async () => {
    const type = await sundial('types', 'scan_telnte');
    expect(type.notes).toContain('did you mean "scan_telnet"');
    expect(type.code).toBe(EXIT.usage);
    const group = await sundial('types', '--group', 'honypot');
    expect(group.notes).toContain('did you mean "honeypot"');
    expect(group.code).toBe(EXIT.usage);
    const { out } = await sundial('types', 'no such type at all', '--json');
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'type-unknown' } });
  });
});

describe('sundial catalogue', () => {
  /** A document of the publisher: the catalogue's own types with these changes. */
  async function publish(changes: Record<string, unknown>): Promise<void> {
    const types = loadCatalogue().types();
    const same = types.map(({ id, name, columns }) => [id, { name, fields: columns }]);
    const document = { ...Object.fromEntries(same), ...changes };
    await writeFile(join(cwd, 'reports.json'), JSON.stringify(document));
  }

  it('finds no differences if there are none', async () => {
    await publish({});
    expect((await sundial('catalogue', 'diff', 'reports.json')).out).toBe('No differences');
    const { out } = await sundial('catalogue', 'update', 'reports.json', '--json');
    expect(JSON.parse(out)).toEqual({ added: [], removed: [], changed: [], applied: false });
    expect(existsSync(join(cwd, 'data', 'catalogue.json'))).toBe(false);
  });

  it('shows, applies and forgets differences', async () => {
    const fields = ['timestamp', 'ip', 'port'];
    await publish({ scan_new: { name: 'Accessible-New', fields }, scan_telnet: undefined });
    const shown =
      'Types: 1 added, 1 removed, 0 changed\n+ scan_new: Accessible-New, 3 columns\n- scan_telnet';
    expect((await sundial('catalogue', 'diff', 'reports.json')).out).toBe(shown);
    expect((await sundial('types', 'scan_new')).code).toBe(EXIT.usage);

    const file = join(cwd, 'data', 'catalogue.json');
    expect((await sundial('catalogue', 'update', 'reports.json')).out).toBe(`${shown}\nApplied: ${file}`);
    expect((await sundial('types', 'scan_new')).out).toContain('Accessible New');
    expect((await sundial('types', 'scan_telnet')).out).toContain('no longer');
    expect((await sundial('catalogue', 'diff', 'reports.json')).out).toBe('No differences');

    expect((await sundial('catalogue', 'reset')).out).toBe(`Removed ${file}`);
    expect((await sundial('types', 'scan_new')).code).toBe(EXIT.usage);
    expect((await sundial('catalogue', 'reset')).code).toBe(EXIT.done);
  });

  it('lists the changes to a type line by line', async () => {
    const fields = ['timestamp', 'ip', 'novel'];
    await publish({ scan_telnet: { name: 'Open-Telnet', fields } });
    const { out } = await sundial('catalogue', 'diff', 'reports.json');
    expect(out).toContain('~ scan_telnet\n    + column novel\n    - column severity\n');
    expect(out).toContain('    name: Accessible-Telnet -> Open-Telnet');
  });

  it('refuses a file that is not a catalogue and says so', async () => {
    const { notes, code } = await sundial('catalogue', 'update', 'none.json');
    expect(notes).toContain('none.json is not a catalogue (the file does not exist)');
    expect(code).toBe(EXIT.usage);
  });

  it('reports a damaged override, which reset removes', async () => {
    await publish({ scan_new: { fields: ['timestamp'] } });
    await sundial('catalogue', 'update', 'reports.json');
    await writeFile(join(cwd, 'data', 'catalogue.json'), '{');
    expect((await sundial('types')).notes).toContain('sundial catalogue reset');
    await sundial('catalogue', 'reset');
    expect((await sundial('types')).out).toContain(TOTAL);
  });
});

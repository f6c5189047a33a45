// Checks the list `outputs` of the YAML file: the keys of every output, and those of its kind.
import { describe, expect, it } from 'vitest';
import type { EntryKind } from '../domain/source-entry.js';
import { explainSettings, loadSettings, secretsOf } from './index.js';
import { folderWith } from './testing/folder.js';

const PAGER: EntryKind = {
  ...{ kind: 'pager', description: 'A pager.', required: ['number'] },
  entry: {
    number: {
      ...{ name: 'number', section: 'Pager', type: 'string', description: 'Whom to call.' },
      ...{ default: '', example: '1' },
    },
    pin: {
      ...{ name: 'pin', section: 'Pager', type: 'string', description: 'The PIN.', secret: true },
      ...{ default: '', example: '1234' },
    },
  },
};

const load = async (text: string) => {
  const cwd = await folderWith({ 'sundial.yaml': text });
  return loadSettings({ flags: {}, env: {}, cwd, home: cwd, outputKinds: [PAGER] });
};

describe('an entry of outputs', () => {
  it('has the keys of every output and the values of its kind', async () => {
    const { settings } = await load(
      'outputs:\n  - {name: desk, kind: pager, number: "12", filter: ["severity>=high", geo=AT], start: 30, carries: [findings]}\n',
    );
    expect(settings.outputs).toMatchObject([
      {
        ...{ name: 'desk', kind: 'pager', values: { number: '12' } },
        keys: {
          ...{ filter: ['severity>=high', 'geo=AT'], start: '30', carries: ['findings'] },
          ...{ types: [], lists: [], fields: [] },
        },
      },
    ]);
  });

  it('begins with everything stored unless it says otherwise', async () => {
    const { settings } = await load('outputs:\n  - {name: desk, kind: pager, number: 1}\n');
    expect(settings.outputs[0]!.keys.start).toBe('all');
  });

  it('is explained without its secrets, which are removed from texts', async () => {
    const loaded = await load('outputs:\n  - {name: desk, kind: pager, number: 1, pin: s3cret}\n');
    expect(explainSettings(loaded)).toContainEqual({
      ...{ name: 'outputs.desk.pin', value: '********', source: 'sundial.yaml:2' },
    });
    expect(secretsOf(loaded.settings).map((secret) => secret.reveal())).toContain('s3cret');
  });

  it('may have the name of a source, but not that of another output', async () => {
    const both = 'sources:\n  - {name: a, kind: folder, path: /x}\noutputs:\n';
    await load(`${both}  - {name: a, kind: pager, number: 1}\n`);
    await expect(
      load(`${both}  - {name: a, kind: pager, number: 1}\n  - {name: a, kind: pager, number: 2}\n`),
    ).rejects.toThrow('outputs: name names another output as well');
  });

  it.each([
    [
      '{name: a, kind: pager}',
      'outputs.a.number is missing, which an output of kind pager needs. Expected text',
    ],
    ['{name: a, kind: fax}', 'output a: outputs: kind is not a kind of output'],
    ['{name: retry, kind: pager, number: 1}', 'outputs: name is a reserved word'],
    [
      '{name: a, kind: pager, nummer: 1}',
      'output a, of kind pager: unknown option "nummer" (did you mean "number"?)',
    ],
  ])('%s is refused', async (entry, message) => {
    await expect(load(`outputs:\n  - ${entry}\n`)).rejects.toThrow(message);
  });
});

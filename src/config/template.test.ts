// Checks the file that init writes: the file sets nothing, and is valid and complete when uncommented.
import { describe, expect, it } from 'vitest';
import { defaultValue, valueText } from './option.js';
import { OPTIONS } from './options.js';
import { settingsTemplate } from './template.js';
import { settingsIn } from './testing/folder.js';

const withYaml = (text: string) => settingsIn({ files: { 'sundial.yaml': text } });

describe('the configuration file of init', () => {
  it('sets nothing until a line is uncommented', async () => {
    const { sources } = await withYaml(settingsTemplate());
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
  });

  it('sets every option to a valid value when every line is uncommented', async () => {
    const text = settingsTemplate().replaceAll(/^# ?/gm, '');
    const { sources, warnings } = await withYaml(text);
    for (const [name, source] of Object.entries(sources)) expect([name, source]).not.toContain('default');
    expect(warnings).toEqual([]);
  });

  it.each(OPTIONS.map((option) => [option.name, option] as const))('explains %s', async (name, option) => {
    const lines = settingsTemplate().split('\n');
    expect(lines).toContain(`## ${option.description}`);
    const line = lines.find((each) => each.startsWith(`# ${name}: `));
    const { settings } = await withYaml(`${line?.slice(2)}\n`);
    const byDefault = defaultValue(option, { env: {}, home: '/home/ada' });
    const shown = valueText(byDefault) === '' || option.type === 'path' ? option.example : byDefault;
    expect(settings).toHaveProperty(name, shown);
  });
});

// Checks the declarations as data: names that cannot collide, and defaults and examples that are valid.
import { describe, expect, it } from 'vitest';
import type { Option } from '../domain/option.js';
import { defaultValue, environmentVariables, valueText, yamlKeys } from './option.js';
import { OPTIONS } from './options.js';
import { isEmpty, readValue } from './value.js';

const FOLDERS = { base: '/work', home: '/home/ada' };
const context = (env: NodeJS.ProcessEnv) => ({ env, home: '/home/ada' });

const named = (name: string): Option => OPTIONS.find((option) => option.name === name)!;

describe('the declarations', () => {
  it('give every option unique names', () => {
    const names = OPTIONS.flatMap((option) => [...yamlKeys(option), ...environmentVariables(option)]);
    expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
    const flags = OPTIONS.flatMap((option) => option.flag ?? []);
    expect(new Set(flags).size).toBe(flags.length);
  });

  it.each(OPTIONS.map((option) => [option.name, option] as const))('%s is well formed', (name, option) => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(option.description).toMatch(/^[A-Z].*\.$/);
    expect(readValue(option, valueText(option.example), FOLDERS)).toEqual({ value: option.example });
    const byDefault = valueText(defaultValue(option, context({})));
    if (!isEmpty(byDefault)) expect(readValue(option, byDefault, FOLDERS)).toHaveProperty('value');
  });
});

describe('the default of data_dir', () => {
  it.each([
    ['the base folder', { XDG_DATA_HOME: '/var/ada' }, '/var/ada/sundial'],
    ['home without a base folder', {}, '/home/ada/.local/share/sundial'],
    ['home if the base folder is empty', { XDG_DATA_HOME: '' }, '/home/ada/.local/share/sundial'],
    ['home if the base folder is relative', { XDG_DATA_HOME: 'share' }, '/home/ada/.local/share/sundial'],
  ])('is below %s', (_case, env, expected) => {
    expect(defaultValue(named('data_dir'), context(env))).toBe(expected);
  });
});

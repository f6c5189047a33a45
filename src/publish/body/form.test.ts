// Checks the option format of outputs: the vocabulary of events, and the keys of an entry that do not go with it.
import { expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { DEFAULT_KEYS } from '../short-form.js';
import { eventOf, SLICE } from '../testing/events.js';
import { bodiesOf } from './body.js';
import { bodyForm } from './form.js';
import { BODY_OPTIONS, FORMAT_OPTIONS } from './options.js';

const defaults = Object.fromEntries(
  Object.entries({ ...BODY_OPTIONS, ...FORMAT_OPTIONS }).map(([key, option]) => [key, option.default]),
);
const context = { catalogue: loadCatalogue(), clock: () => new Date('2026-01-16T05:00:00Z') };

const formOf = (values: object, keys: object = {}) =>
  bodyForm(
    {
      ...{
        name: 'desk',
        kind: 'redis',
        label: 'desk',
        isShortForm: false,
        shown: {},
        unset: {},
        variables: [],
      },
      ...{ keys: { ...DEFAULT_KEYS, ...keys }, values: { ...defaults, ...values } },
    } as unknown as Parameters<typeof bodyForm>[0],
    context,
  );

const event = eventOf(['ip', 'port'], { ip: '192.0.2.1', port: '123' });
const batch = {
  carries: 'events',
  slice: SLICE,
  occasion: '1',
  appeared: [event],
  withdrawn: [event],
} as const;

it('writes the vocabulary of Sundial unless it is told otherwise', async () => {
  const bodies = bodiesOf(batch, await formOf({}));
  expect(bodies.map(({ json }) => JSON.parse(json).state)).toEqual(['withdrawn', 'appeared']);
});

it('writes events in another vocabulary under their ids, and no withdrawn ones', async () => {
  const bodies = bodiesOf(batch, await formOf({ format: 'intelmq' }, { carries: ['events'] }));
  expect(bodies).toMatchObject([{ id: event.id, facts: { kind: 'event', type: 'scan_ntp' } }]);
  expect(JSON.parse(bodies[0]!.json)).toMatchObject({ 'source.ip': '192.0.2.1', 'source.port': 123 });
});

it.each([
  [{ format: 'intelmq' }, { carries: ['events', 'findings'] }, 'outputs.desk.carries names more than events'],
  [{ format: 'intelmq' }, { fields: ['ip'] }, 'outputs.desk.fields is set'],
  [{ format_map: '/x.json' }, {}, 'outputs.desk.format_map is set for a format without such a setting'],
  [{ format_fields: ['a=b'] }, {}, 'outputs.desk.format_fields is set'],
  [{ uri: '{x}' }, {}, 'outputs.desk.uri names {x}'],
])('is refused with %j and %j', async (values, keys, problem) => {
  await expect(formOf(values, keys)).rejects.toThrow(problem);
});

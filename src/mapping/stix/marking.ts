// TLP as marking definitions: those of TLP 1 that STIX 2.1 and OpenCTI define, and those that OASIS defines for TLP 2.
import type { TlpLevel } from '../../domain/stix-choices.js';
import type { StixObject } from './object.js';

/**
 * Which marking definitions express a level: those of TLP 1, which OpenCTI and its connector use for both versions, or
 * those of TLP 2.
 */
export const TLP_VERSIONS = [1, 2] as const;
export type TlpVersion = (typeof TLP_VERSIONS)[number];

const FIRST_CREATED = '2017-01-20T00:00:00.000Z';
const SECOND_CREATED = '2022-10-01T00:00:00.000Z';
const SECOND_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

const id = (uuid: string) => `marking-definition--${uuid}`;
const COMMON = { type: 'marking-definition', spec_version: '2.1' } as const;

/** STIX 2.1, section 7.2.1.4. */
const first = (uuid: string, level: string): StixObject => ({
  ...COMMON,
  id: id(uuid),
  created: FIRST_CREATED,
  definition_type: 'tlp',
  name: `TLP:${level.toUpperCase()}`,
  definition: { tlp: level },
});

/** The extension definition "tlp-2.0" of OASIS (cti-stix-common-objects). */
const second = (uuid: string, level: string): StixObject => ({
  ...COMMON,
  id: id(uuid),
  created: SECOND_CREATED,
  name: `TLP:${level.toUpperCase()}`,
  extensions: { [SECOND_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: level } },
});

/** TLP 1 has no such level; OpenCTI has defined an object of its own for it. */
const STRICT_OF_OPENCTI: StixObject = {
  ...COMMON,
  id: id('826578e1-40ad-459f-bc73-ede076f81f37'),
  created: FIRST_CREATED,
  definition_type: 'statement',
  name: 'TLP:AMBER+STRICT',
  definition: { statement: 'custom' },
  x_opencti_definition_type: 'TLP',
  x_opencti_definition: 'TLP:AMBER+STRICT',
};

const WHITE = first('613f2e26-407d-48c7-9eca-b8e91df99dc9', 'white');
const CLEAR = second('94868c89-83c2-464b-929b-a1a8aa3c8487', 'clear');

/** The marking definition of each level, by the version whose definitions are used. */
export const MARKINGS: Readonly<Record<TlpVersion, Readonly<Record<TlpLevel, StixObject>>>> = {
  1: {
    clear: WHITE,
    white: WHITE,
    green: first('34098fce-860f-48ae-8e50-ebd3cc5e41da', 'green'),
    amber: first('f88d31f6-486f-44da-b317-01333bde0b82', 'amber'),
    'amber+strict': STRICT_OF_OPENCTI,
    red: first('5e57c739-391a-4eb3-b6be-7d15ca92d5ed', 'red'),
  },
  2: {
    clear: CLEAR,
    white: CLEAR,
    green: second('bab4a63c-aed9-4cf5-a766-dfca5abac2bb', 'green'),
    amber: second('55d920b0-5e8b-4f79-9ee9-91f868d9b421', 'amber'),
    'amber+strict': second('939a9414-2ddd-4d32-a0cd-375ea402b003', 'amber+strict'),
    red: second('e828b379-4e03-4974-9ac4-e53a884c97c1', 'red'),
  },
};

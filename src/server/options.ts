// Declares the options of the address on which the service answers HTTP requests.
import type { Option } from '../domain/option.js';

export const SERVER_OPTIONS = [
  {
    name: 'http_host',
    section: 'Service',
    type: 'string',
    description:
      'The address on which "sundial serve" answers /health, /ready and /metrics. They do not need a password, so allow other machines access only over a network that you trust.',
    default: '127.0.0.1',
    example: '0.0.0.0',
  },
  {
    name: 'http_port',
    section: 'Service',
    type: 'integer',
    min: 0,
    max: 65_535,
    aliases: ['HEALTH_PORT'],
    description: 'The port of /health, /ready and /metrics; 0 = none.',
    default: 8088,
    example: 9100,
  },
] as const satisfies readonly Option[];

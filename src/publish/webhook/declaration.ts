// Declares the output to webhooks: the receiver's address, the secrets of the signature, and the size of requests.
import type { EntryOptions } from '../../domain/source-entry.js';
import { BODY_OPTIONS } from '../body/options.js';
import { outputKind } from '../declaration.js';
import { WEBHOOK_ERRORS } from './errors.js';

export const WEBHOOK_OPTIONS = {
  url: {
    name: 'url',
    section: 'Outputs',
    type: 'url',
    schemes: ['https', 'http'],
    description:
      'The address to which messages are posted. http without TLS is for receivers on this machine only, unless plain_http is set.',
    default: '',
    example: 'https://hooks.example.com/sundial',
  },
  secret: {
    name: 'secret',
    section: 'Outputs',
    type: 'string',
    secret: true,
    description:
      'The key that signs every request: whsec_ and the base64 form of 24 to 64 random bytes, as Standard Webhooks defines it.',
    default: '',
    example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
  },
  previous_secret: {
    name: 'previous_secret',
    section: 'Outputs',
    type: 'string',
    secret: true,
    description:
      'The secret before a change. Requests are signed with both, so that receivers can change theirs later.',
    default: '',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  },
  messages_per_request: {
    name: 'messages_per_request',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 1_000,
    description: 'The maximum number of messages in a request.',
    default: 100,
    example: 1,
  },
  request_kib: {
    name: 'request_kib',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 16_384,
    description:
      'The maximum size of a request in KiB; a single message that is larger has a request of its own. Set it below the limit of the receiver.',
    default: 512,
    example: 100,
  },
  timeout_seconds: {
    name: 'timeout_seconds',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 600,
    description: 'Seconds within which the receiver has to answer a request.',
    default: 30,
    example: 60,
  },
  addresses: {
    name: 'addresses',
    section: 'Outputs',
    type: 'enum',
    values: ['any', 'public'],
    description:
      'The addresses to which requests may go; public refuses those of private networks and of this machine, for a url that others may choose.',
    default: 'any',
    example: 'public',
  },
  plain_http: {
    name: 'plain_http',
    section: 'Outputs',
    type: 'boolean',
    description:
      'Whether http without TLS is permitted to other machines. Signatures still protect against changes, but others on the way can read the messages.',
    default: false,
    example: true,
  },
  ...BODY_OPTIONS,
} as const satisfies EntryOptions;

export const WEBHOOK_KIND = outputKind(
  { kind: 'webhook', errors: WEBHOOK_ERRORS },
  {
    description:
      'Events, changes of findings or notices of reports in signed HTTP requests (Standard Webhooks).',
    entry: WEBHOOK_OPTIONS,
    required: ['url', 'secret'],
    carries: ['events', 'findings', 'reports'],
    takes: 'changes',
    guarantee: 'at least once',
    fields: ['original'],
    batchRows: 1_000,
    open: async (entry, context) => (await import('./webhook.js')).openWebhook(entry, context),
  },
);

// Declares the options of signing in with OAuth 2.0 at Microsoft and Google.
import type { EntryOptions } from '../../../domain/source-entry.js';

/** All options for signing in; each kind uses those of its service. */
export const OAUTH_OPTIONS = {
  oauth_tenant: {
    name: 'oauth_tenant',
    section: 'Mail',
    type: 'string',
    description: 'The id or domain of the Microsoft tenant whose mailbox is read.',
    default: '',
    example: 'example.onmicrosoft.com',
  },
  oauth_client_id: {
    name: 'oauth_client_id',
    section: 'Mail',
    type: 'string',
    description: 'The id of the application that is registered at Microsoft or Google.',
    default: '',
    example: '00000000-1111-2222-3333-444444444444',
  },
  oauth_client_secret: {
    name: 'oauth_client_secret',
    section: 'Mail',
    type: 'string',
    secret: true,
    description: 'The secret of the application that is registered at Microsoft or Google.',
    default: '',
    example: 'secret-of-the-application',
  },
  oauth_client_secret_expires: {
    name: 'oauth_client_secret_expires',
    section: 'Mail',
    type: 'string',
    description:
      'The day on which oauth_client_secret ends, as YYYY-MM-DD. The doctor and the digest warn 30 days before; the secret itself does not tell.',
    default: '',
    example: '2027-01-31',
  },
  oauth_certificate_file: {
    name: 'oauth_certificate_file',
    section: 'Mail',
    type: 'path',
    description:
      'A PEM file with the certificate of the application and its private key, instead of oauth_client_secret.',
    default: '',
    example: '/etc/sundial/graph.pem',
  },
  oauth_refresh_token: {
    name: 'oauth_refresh_token',
    section: 'Mail',
    type: 'string',
    secret: true,
    description:
      'The refresh token that a user granted to the application at Google, instead of google_key_file.',
    default: '',
    example: 'refresh-token-from-the-consent',
  },
  google_key_file: {
    name: 'google_key_file',
    section: 'Mail',
    type: 'path',
    description: 'The key file (JSON) of the Google service account that may read the mailbox for mail_user.',
    default: '',
    example: '/etc/sundial/google.json',
  },
  oauth_url: {
    name: 'oauth_url',
    section: 'Mail',
    type: 'url',
    schemes: ['https', 'http'],
    description: 'The address that issues access tokens, if it is not the usual one of Microsoft or Google.',
    default: '',
    example: 'https://login.microsoftonline.us/example.onmicrosoft.com/oauth2/v2.0/token',
  },
} as const satisfies EntryOptions;

// Declares the options of signing in at an identity provider, and of the groups of people for whom others vouch.
import type { Option } from '../../domain/option.js';

export const OIDC_OPTIONS = [
  {
    name: 'web_oidc_issuer',
    section: 'Web application',
    type: 'url',
    schemes: ['https', 'http'],
    description:
      'The identity provider at which people sign in with web_auth oidc (OpenID Connect): its issuer, below which is .well-known/openid-configuration. http only on this machine.',
    default: '',
    example: 'https://id.example.org/realms/staff',
  },
  {
    name: 'web_oidc_client_id',
    section: 'Web application',
    type: 'string',
    description:
      'The id of the client that is registered at web_oidc_issuer for the web application, with the redirect address web_url/login/done.',
    default: '',
    example: 'sundial',
  },
  {
    name: 'web_oidc_client_secret',
    section: 'Web application',
    type: 'string',
    secret: true,
    description: 'The secret of web_oidc_client_id; empty for a public client, which PKCE alone protects.',
    default: '',
    example: 'a-long-random-text',
  },
  {
    name: 'web_oidc_scopes',
    section: 'Web application',
    type: 'list',
    description: 'What the identity provider is asked for; openid has to be among it.',
    default: ['openid', 'profile', 'email'],
    example: ['openid', 'profile', 'groups'],
  },
  {
    name: 'web_oidc_name_claim',
    section: 'Web application',
    type: 'string',
    description: 'The claim with the name of a person, which decisions then have as their author.',
    default: 'preferred_username',
    example: 'email',
  },
  {
    name: 'web_oidc_groups_claim',
    section: 'Web application',
    type: 'string',
    description:
      'The claim with the groups or roles of a person: a list or one text; a.b is the member b of the claim a.',
    default: 'groups',
    example: 'realm_access.roles',
  },
  {
    name: 'web_oidc_ca_file',
    section: 'Web application',
    type: 'path',
    description:
      'A PEM file with the certificates to trust at web_oidc_issuer; empty = those that Node.js trusts.',
    default: '',
    example: '/etc/sundial/ca.pem',
  },
  {
    name: 'web_viewer_groups',
    section: 'Web application',
    type: 'list',
    description:
      'With web_auth oidc and proxy, the groups whose members are viewers. Who is in no group of a role may not sign in.',
    default: [],
    example: ['security'],
  },
  {
    name: 'web_analyst_groups',
    section: 'Web application',
    type: 'list',
    description: 'The groups whose members are analysts.',
    default: [],
    example: ['cert'],
  },
  {
    name: 'web_admin_groups',
    section: 'Web application',
    type: 'list',
    description: 'The groups whose members are admins. The highest role counts.',
    default: [],
    example: ['sundial-admins'],
  },
] as const satisfies readonly Option[];

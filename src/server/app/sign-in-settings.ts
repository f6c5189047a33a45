// Refuses settings with which nobody could sign in at an identity provider or through a proxy, or people who should not.
import { type GroupOptions, isLocalIssuer } from '../../access/index.js';
import type { Settings } from '../../config/index.js';
import { parseAddress } from '../../domain/address.js';
import { SundialError } from '../../domain/errors.js';

/** A rule about one option, and what to write instead. */
interface Rule {
  readonly key: keyof Settings;
  readonly isMet: (settings: Settings) => boolean;
  readonly problem: string;
  readonly expected: string;
  readonly example: string;
}

const hasGroups = (settings: GroupOptions): boolean =>
  [settings.web_viewer_groups, settings.web_analyst_groups, settings.web_admin_groups].some(
    (groups) => groups.length > 0,
  );

const GROUPS: Rule = {
  key: 'web_admin_groups',
  isMet: hasGroups,
  problem: 'is empty, and so are web_analyst_groups and web_viewer_groups: nobody could sign in',
  expected: 'the groups of people who may',
  example: 'web_admin_groups: [sundial-admins]',
};

const RULES: Readonly<Record<Settings['web_auth'], readonly Rule[]>> = {
  accounts: [],
  none: [
    {
      key: 'web_auth',
      isMet: ({ web_url }) => web_url === '',
      problem: 'is none, but web_url says that other machines reach it',
      expected: 'a way to sign in',
      example: 'web_auth: accounts',
    },
  ],
  oidc: [
    {
      key: 'web_oidc_issuer',
      isMet: ({ web_oidc_issuer: issuer }) =>
        issuer.startsWith('https:') || (issuer !== '' && isLocalIssuer(new URL(issuer))),
      problem: 'is missing, or would be asked without TLS',
      expected: 'the issuer of the identity provider',
      example: 'web_oidc_issuer: https://id.example.org/realms/staff',
    },
    {
      key: 'web_oidc_client_id',
      isMet: ({ web_oidc_client_id }) => web_oidc_client_id !== '',
      problem: 'is missing',
      expected: 'the id of the client there',
      example: 'web_oidc_client_id: sundial',
    },
    {
      key: 'web_oidc_scopes',
      isMet: ({ web_oidc_scopes }) => web_oidc_scopes.includes('openid'),
      problem: 'does not ask for openid, without which the identity provider tells nothing',
      expected: 'openid among others',
      example: 'web_oidc_scopes: [openid, profile]',
    },
    GROUPS,
  ],
  proxy: [
    {
      key: 'web_trusted_proxies',
      isMet: ({ web_trusted_proxies: proxies }) => proxies.length > 0 && proxies.every(parseAddress),
      problem: 'names no addresses or networks, so no proxy would be believed',
      expected: 'the addresses of the proxies that sign people in',
      example: 'web_trusted_proxies: [192.0.2.10]',
    },
    {
      key: 'web_proxy_groups_separator',
      isMet: ({ web_proxy_groups_separator }) => web_proxy_groups_separator !== '',
      problem: 'is empty',
      expected: 'what is between two groups',
      example: 'web_proxy_groups_separator: ","',
    },
    GROUPS,
  ],
};

/** @throws SundialError `config-invalid` for the first rule of `web_auth` that is not met */
export function requireSignInSettings(settings: Settings): void {
  const rule = RULES[settings.web_auth].find(({ isMet }) => !isMet(settings));
  if (!rule) return;
  const { key, problem, expected, example } = rule;
  throw new SundialError('config-invalid', { place: key, key, problem, expected, example });
}

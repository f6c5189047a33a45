// Opens the mailbox that the settings name.
import {
  clientCredentials,
  type Grant,
  type Mailbox,
  type MailRules,
  type Marking,
  openEml,
  openGmail,
  openGraph,
  openImap,
  openMaildir,
  openMbox,
  openTokens,
  refreshToken,
  type Selection,
  serviceAccount,
} from '../../collect/index.js';
import type { Settings } from '../../config/index.js';
import { SundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import type { Pace } from '../../net/index.js';

/** Where time and the environment's proxies come from. */
export interface Surroundings {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly pace: Pace;
}

const GOOGLE_TOKENS = 'https://oauth2.googleapis.com/token';
/** Reads messages and changes their labels, but deletes nothing for good (Google, "Choose Gmail API scopes"). */
const GMAIL_MODIFY = 'https://www.googleapis.com/auth/gmail.modify';
const GMAIL_READ = 'https://www.googleapis.com/auth/gmail.readonly';
/** What IMAP takes; there is no narrower scope (Google, "IMAP, POP, and SMTP"). */
const GMAIL_IMAP = 'https://mail.google.com/';
/** What is allowed stands in the application's registration (Microsoft, "client credentials flow"). */
const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';
const EXCHANGE_SCOPE = 'https://outlook.office365.com/.default';

type Opener = (settings: Settings, surroundings: Surroundings) => Promise<Mailbox> | Mailbox;

const OPENERS: Readonly<Record<Settings['mail_source'], Opener>> = {
  none: () => {
    throw unset('mail_source is not set');
  },
  mbox: (settings) => openMbox(needed(settings, 'mail_path')),
  maildir: (settings) => openMaildir(needed(settings, 'mail_path'), settings.mail_handled !== 'none'),
  eml: (settings) => openEml(needed(settings, 'mail_path')),
  imap: openImapOf,
  graph: openGraphOf,
  gmail: openGmailOf,
};

/** The mailbox of the settings, not connected yet. @throws SundialError `usage` for what is missing in them */
export async function openMail(settings: Settings, surroundings: Surroundings): Promise<Mailbox> {
  return OPENERS[settings.mail_source](settings, surroundings);
}

/** What the settings say of whose messages are reports. */
export function mailRules(settings: Settings): MailRules {
  const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());
  return {
    senders: lower(settings.mail_senders),
    listDomains: lower(settings.mail_list_domains),
    authserv: settings.mail_authserv.trim().toLowerCase(),
    signers: lower(settings.mail_signers),
    linkHosts: lower(settings.mail_link_hosts),
  };
}

async function openImapOf(settings: Settings, { env, pace }: Surroundings): Promise<Mailbox> {
  const host = needed(settings, 'imap_host');
  const user = needed(settings, 'mail_user');
  const isPassword = settings.imap_password !== '';
  const tokens = isPassword
    ? undefined
    : openTokens(await imapGrant(settings, pace), `${user}@${host}`, { env, pace });
  const source = openImap({
    host,
    user,
    port: settings.imap_port || (settings.imap_tls === 'tls' ? 993 : 143),
    tls: settings.imap_tls,
    caFile: settings.imap_ca_file,
    password: tokens ? () => tokens.get() : new Secret(settings.imap_password),
    folder: settings.mail_folder,
    ...common(settings, pace),
  });
  if (!tokens) return source;
  const close = source.close.bind(source);
  return Object.assign(source, {
    close: async () => {
      await close();
      await tokens.close();
    },
  });
}

function imapGrant(settings: Settings, pace: Pace): Promise<Grant> | Grant {
  if (settings.google_key_file || settings.oauth_refresh_token)
    return googleGrant(settings, GMAIL_IMAP, pace);
  if (settings.oauth_client_id) return microsoftGrant(settings, EXCHANGE_SCOPE, pace);
  throw unset('imap_password is not set, and neither are the options for OAuth 2.0');
}

function openGraphOf(settings: Settings, { env, pace }: Surroundings): Mailbox {
  return openGraph({
    url: settings.graph_url,
    grant: microsoftGrant(settings, GRAPH_SCOPE, pace),
    user: needed(settings, 'mail_user'),
    folder: settings.mail_folder,
    ...common(settings, pace),
    pace,
    env,
  });
}

async function openGmailOf(settings: Settings, { env, pace }: Surroundings): Promise<Mailbox> {
  const scope = settings.mail_handled === 'none' ? GMAIL_READ : GMAIL_MODIFY;
  return openGmail({
    url: settings.gmail_url,
    grant: await googleGrant(settings, scope, pace),
    user: needed(settings, 'mail_user'),
    label: settings.mail_folder,
    query: settings.mail_query,
    ...common(settings, pace),
    pace,
    env,
  });
}

function microsoftGrant(settings: Settings, scope: string, pace: Pace): Grant {
  const tenant = settings.oauth_url ? '' : needed(settings, 'oauth_tenant');
  if (!settings.oauth_certificate_file) needed(settings, 'oauth_client_secret');
  return clientCredentials({
    tokenUrl:
      settings.oauth_url ||
      `https://login.microsoftonline.com/${encodeURIComponent(tenant)}/oauth2/v2.0/token`,
    clientId: needed(settings, 'oauth_client_id'),
    clientSecret: new Secret(settings.oauth_client_secret),
    certificateFile: settings.oauth_certificate_file,
    scope,
    clock: pace.clock,
  });
}

async function googleGrant(settings: Settings, scope: string, { clock }: Pace): Promise<Grant> {
  const subject = needed(settings, 'mail_user');
  if (settings.google_key_file)
    return serviceAccount({
      keyFile: settings.google_key_file,
      subject,
      scope,
      tokenUrl: settings.oauth_url,
      clock,
    });
  return refreshToken({
    tokenUrl: settings.oauth_url || GOOGLE_TOKENS,
    clientId: needed(settings, 'oauth_client_id'),
    clientSecret: new Secret(settings.oauth_client_secret),
    refreshToken: new Secret(needed(settings, 'oauth_refresh_token')),
  });
}

function common(settings: Settings, { clock }: Pace) {
  const select: Selection = {
    unseenOnly: settings.mail_search === 'unseen',
    sinceDays: settings.mail_since_days,
  };
  const mark: Marking = { way: settings.mail_handled, folder: settings.mail_handled_folder };
  if (mark.way === 'move') needed(settings, 'mail_handled_folder');
  return { select, mark, clock };
}

type TextOption = { [Name in keyof Settings]: Settings[Name] extends string ? Name : never }[keyof Settings];

function needed(settings: Settings, name: TextOption): string {
  const value = settings[name].trim();
  if (value === '') throw unset(`${name} is not set`);
  return value;
}

function unset(problem: string): SundialError {
  return new SundialError('usage', { problem: `${problem}. docs/how-to says what reading mail needs` });
}

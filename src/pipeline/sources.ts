// Opens the sources that the settings name.
import type { Catalogue } from '../catalogue/index.js';
import { type Mailbox, openReportsApi, type ReportsApi } from '../collect/index.js';
import type { Settings } from '../config/index.js';
import type { Clock } from '../domain/clock.js';
import { SundialError } from '../domain/errors.js';
import { Secret } from '../domain/secret.js';
import { networkPace } from '../net/index.js';
import { openMail } from './mail/open-mail.js';

interface Surroundings {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly catalogue?: Catalogue;
}

/** What the pipeline reads from; at least one of them is there. */
export interface Sources {
  readonly api?: ReportsApi;
  /** Opens the mailbox; whoever does closes it. */
  readonly openMailbox?: () => Promise<Mailbox>;
}

/** The Reports API of the settings. @throws SundialError `api-credentials` where there is no key or no secret */
export function openApi(settings: Settings, { clock, env, catalogue }: Surroundings): ReportsApi {
  return openReportsApi({
    url: settings.api_url,
    downloadUrl: settings.download_url,
    // Neither holds blanks; people paste them with some.
    key: new Secret(settings.api_key.trim()),
    secret: new Secret(settings.api_secret.trim()),
    delaySeconds: settings.request_delay_seconds,
    timeoutSeconds: settings.request_timeout_seconds,
    ...(catalogue && { knownTypes: catalogue.types().map(({ id }) => id) }),
    env,
    clock,
  });
}

/** All sources that are set up. @throws SundialError `source-missing` where there is none */
export function openSources(settings: Settings, surroundings: Surroundings): Sources {
  const hasApi = settings.api_key !== '' || settings.api_secret !== '';
  const hasMail = settings.mail_source !== 'none';
  if (!hasApi && !hasMail) throw new SundialError('source-missing');
  const { env, clock } = surroundings;
  return {
    ...(hasApi && { api: openApi(settings, surroundings) }),
    ...(hasMail && { openMailbox: () => openMail(settings, { env, pace: networkPace(clock) }) }),
  };
}

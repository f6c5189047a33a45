// People who sign in at an identity provider: who they are and what they may do is decided there, at each sign-in.

import { provideUser } from '../people/change-users.js';
import { type GroupOptions, roleOfGroups } from '../people/groups.js';
import { type Begun, People, type PeopleOptions } from '../people/people.js';
import type { SessionPlace } from '../people/sessions.js';
import type { User } from '../people/user.js';
import { describedBy } from './claims.js';
import { type PendingSignIn, Provider, type ProviderOptions, type ProviderSettings } from './provider.js';

export interface ProvidedOptions extends PeopleOptions, ProviderOptions {
  readonly settings: { readonly data_dir: string } & ProviderSettings & GroupOptions;
}

export class ProvidedPeople extends People {
  readonly provider: Provider;

  constructor(private readonly options: ProvidedOptions) {
    super(options);
    this.provider = new Provider(options);
  }

  /**
   * Begins a session for whom the provider vouches.
   *
   * @param answer the parameters with which the provider sent the browser back
   * @throws SundialError like `Provider.finish`, `oidc-claim-missing`, `groups-unmatched`, `user-disabled`,
   * `user-name-taken`, `user-name-invalid`
   */
  signIn(answer: string, pending: PendingSignIn, place: SessionPlace): Promise<Begun> {
    const { settings, clock } = this.options;
    return this.audited({ event: 'signed-in', by: '', place }, async (known) => {
      const { issuer, subject, claims } = await this.provider.finish(answer, pending);
      const { name, groups } = describedBy(claims, settings);
      known(name.slice(0, 100));
      const role = roleOfGroups(settings, name, groups);
      const user = await provideUser(this.users, { identity: { issuer, subject }, name, role }, clock);
      known(user.name);
      return { user, token: await this.sessions.begin(user, place) };
    });
  }

  override async close(): Promise<void> {
    await super.close();
    await this.provider.close();
  }

  /** Users of another provider, and with passwords, do not count. */
  protected isAdmitted({ identity }: User): boolean {
    return identity !== undefined && isSameIssuer(identity.issuer, this.options.settings.web_oidc_issuer);
  }
}

/** Some providers write a `/` at the end of their name. */
const isSameIssuer = (a: string, b: string): boolean => new URL(a).href === new URL(b).href;

// Reads the name and the groups of a person from the claims of an identity provider.
import { SundialError } from '../../domain/errors.js';

export type Claims = Readonly<Record<string, unknown>>;

/** The names of claims, as the options have them. */
export interface ClaimNames {
  readonly web_oidc_name_claim: string;
  readonly web_oidc_groups_claim: string;
}

/** A person as an identity provider describes one. */
export interface Described {
  readonly name: string;
  readonly groups: readonly string[];
}

/** Whether both claims are there, so that nothing more has to be asked. */
export function hasBoth(claims: Claims, { web_oidc_name_claim, web_oidc_groups_claim }: ClaimNames): boolean {
  return [web_oidc_name_claim, web_oidc_groups_claim].every((name) => textsOf(claims, name).length > 0);
}

/** @throws SundialError `oidc-claim-missing` for the name; without groups, there are none */
export function describedBy(claims: Claims, names: ClaimNames): Described {
  const [name] = textsOf(claims, names.web_oidc_name_claim);
  if (name === undefined)
    throw new SundialError('oidc-claim-missing', {
      claim: names.web_oidc_name_claim,
      option: 'web_oidc_name_claim',
    });
  return { name, groups: textsOf(claims, names.web_oidc_groups_claim) };
}

/**
 * The texts of a claim. Names of claims may have dots and be URLs, so the whole name comes first.
 *
 * An address that is not known to be verified says nothing: people can enter any at many providers.
 */
function textsOf(claims: Claims, name: string): string[] {
  if (name === 'email' && claims.email_verified !== true) return [];
  const value = Object.hasOwn(claims, name) ? claims[name] : memberOf(claims, name.split('.'));
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string' && each !== '') as string[];
}

function memberOf(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? memberOf((value as Claims)[name], rest) : undefined;
}

// The roles of users in words.
import type { AnswerOf } from '../../data/request.ts';

export type Role = AnswerOf<'users'>['users'][number]['role'];

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: 'viewer (reads)',
  analyst: 'analyst (also marks)',
  admin: 'admin (also manages)',
};

// The shape of an option's declaration, and the TypeScript type of its value; each station declares its own options.
import { DAY_SECONDS } from './days.js';

/** The inputs of a derived default: the process's environment and the user's home folder. */
export interface DefaultContext {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly home: string;
}

/** A default that depends on the machine; the documentation shows `description` instead. */
export interface DerivedDefault {
  readonly description: string;
  readonly derive: (context: DefaultContext) => string;
}

interface Declaration {
  /** A noun with its unit, in snake_case: the key in YAML and in Settings; other names follow from it. */
  readonly name: string;
  /** Options are grouped by section, in the order in which sections first appear. */
  readonly section: string;
  /** Whole sentences for people who run Sundial. */
  readonly description: string;
  /** The command-line flag, if a command or the program declares one: `--data-dir`. */
  readonly flag?: `--${string}`;
  /** Alternative environment variables, such as those of the publisher's own tools. */
  readonly aliases?: readonly string[];
  /** Never shown, and also accepted as the name of a file that holds the value. */
  readonly secret?: boolean;
}

/** Plain text; an empty default means no value. */
interface StringOption extends Declaration {
  readonly type: 'string';
  readonly default: string;
  readonly example: string;
}

/** A file or folder; becomes absolute when it is read. */
interface PathOption extends Declaration {
  readonly type: 'path';
  readonly default: string | DerivedDefault;
  readonly example: string;
}

/** The units of durations. */
export const SECONDS_OF = { minutes: 60, days: DAY_SECONDS } as const;

interface UrlOption extends Declaration {
  readonly type: 'url';
  /** Accepted schemes without their colon. */
  readonly schemes: readonly string[];
  readonly default: string;
  readonly example: string;
}

interface IntegerOption extends Declaration {
  readonly type: 'integer';
  /** The unit, if durations are accepted too: `P1D`, `PT90M` (ISO 8601), or a number with d, h, m or s, such as `12h`. */
  readonly duration?: keyof typeof SECONDS_OF;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly example: number;
}

/** A number that may have a fraction. */
interface NumberOption extends Declaration {
  readonly type: 'number';
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly example: number;
}

interface BooleanOption extends Declaration {
  readonly type: 'boolean';
  readonly default: boolean;
  readonly example: boolean;
}

interface EnumOption extends Declaration {
  readonly type: 'enum';
  readonly values: readonly string[];
  /** Values of other tools, and what they mean here. */
  readonly synonyms?: Readonly<Record<string, string>>;
  readonly default: string;
  readonly example: string;
}

/** Several texts: a YAML list, or one text with commas. */
interface ListOption extends Declaration {
  readonly type: 'list';
  readonly default: readonly string[];
  readonly example: readonly string[];
}

/** A whole number for each of several names: a YAML map, or one text such as `a=1, b=2`. */
interface NumbersOption extends Declaration {
  readonly type: 'numbers';
  readonly min: number;
  readonly max: number;
  readonly default: Readonly<Record<string, number>>;
  readonly example: Readonly<Record<string, number>>;
}

export type Option =
  | StringOption
  | PathOption
  | UrlOption
  | IntegerOption
  | NumberOption
  | BooleanOption
  | EnumOption
  | ListOption
  | NumbersOption;

/** A value of any option after reading. */
export type Value = string | number | boolean | readonly string[] | Readonly<Record<string, number>>;

/** The type of an option's value, from its declaration. */
export type ValueOf<O> = O extends { readonly type: 'integer' | 'number' }
  ? number
  : O extends { readonly type: 'boolean' }
    ? boolean
    : O extends { readonly type: 'list' }
      ? readonly string[]
      : O extends { readonly type: 'numbers' }
        ? Readonly<Record<string, number>>
        : O extends { readonly type: 'enum'; readonly values: readonly (infer V)[] }
          ? V
          : string;

// The operator's scope, which restricts nothing; test/shape/scope.test.ts says which files may import it, and why.

class Everything {
  // Without a member that only this class has, TypeScript would take any object for an instance.
  protected readonly restricts = 'nothing';
}

export type { Everything };

/** The only instance: code that cannot import it has to be given a restricted scope. */
export const everything = new Everything();

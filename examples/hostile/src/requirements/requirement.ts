/** What a specification demands, in our words, and what holds it. */
export interface Requirement {
  readonly section: string
  readonly demands: string
  readonly held: Held
}

export type Held =
  /** Tests, each by its file and its name. */
  | readonly Test[]
  /** Why it is no matter of a client of this kind. */
  | { readonly notApplicable: string }
  /** What keeps it from being held, and what there is instead. */
  | { readonly notYet: string }

export interface Test {
  readonly file: string
  readonly name: string
}

/** Tests of one file. */
export const by = (file: string, ...names: readonly [string, ...string[]]): readonly Test[] =>
  names.map(name => ({ file, name }))

/** Scenarios of the hostile server, by what the server does. */
export const lived = (file: string, ...names: readonly [string, ...string[]]): readonly Test[] =>
  by(`examples/hostile/src/scenarios/${file}.ts`, ...names)

export const server = { notApplicable: 'it binds the authorization server' } as const

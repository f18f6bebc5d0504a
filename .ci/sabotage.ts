/** A change of one module that breaks a promise. */
export interface Sabotage {
  readonly name: string
  /** Its number in docs/rotation.md. */
  readonly promise: number
  /** In packages/core/src/session. */
  readonly file: string
  /** Stands there once. */
  readonly from: string
  readonly to: string
}

/** The sabotage that this process was asked for. */
export const sabotage: Sabotage | undefined = process.env.SABOTAGE ? JSON.parse(process.env.SABOTAGE) : undefined

/** The source as it is, or broken on purpose. Throws where the sabotage no longer fits it. */
export function sabotaged(source: string, id: string, { from, to, file }: Sabotage): string {
  if (!id.endsWith(`/core/src/session/${file}`)) return source
  if (source.split(from).length !== 2) throw new Error(`${file} does not say once: ${from}`)
  return source.replace(from, () => to)
}

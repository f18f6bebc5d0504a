import { fileURLToPath } from 'node:url'
import { root } from '../../../.ci/files.ts'
import { modules } from '../../../.ci/modules.ts'
import { publicPackages } from '../../../.ci/packages.ts'
import { bundled, bytesOf, type Chunks, loadedWith } from './bundle.ts'
import { atMost, type Measured, seen } from './measure.ts'

/** The same page, made with another library. */
const peers = ['react-oauth2-code-pkce', 'oidc-client-ts', 'auth0-spa-js']
/** What renewing a token loads before it asks for one, with what it stores the answer. */
const renewing = ['late-ports']

/** What an app never loads until a server demands it. */
const demanded = ['pushed-authorization', 'step-up', 'identify-by-userinfo']

/** Bytes that Tessera adds to a React app, whose own and React's are not counted. */
export interface Sizes {
  /** With its first JavaScript. */
  readonly first: number
  /** Before the first call of a user who comes back with an expired token. */
  readonly returning: number
  /** The same, where an id_token comes with the new one. */
  readonly identified: number
  /** Ever, where its server demands nothing out of the ordinary. */
  readonly all: number
  /** Ever, where it does. */
  readonly demanded: number
}

export async function sizes(): Promise<Sizes> {
  const bare = bytesOf(await app('without'))
  const chunks = await app('tessera')
  const loaded = (...names: readonly string[]) => bytesOf(loadedWith(chunks, ...names)) - bare
  const [returning, identified] = [loaded(...renewing), loaded(...renewing, 'id-token')]
  const usual = chunks.filter(({ name }) => !demanded.includes(name))
  if (chunks.length - usual.length !== demanded.length) throw new Error(`no such chunks: ${demanded}`)
  return { first: loaded(), returning, identified, all: bytesOf(usual) - bare, demanded: bytesOf(chunks) - bare }
}

export async function sizesBesideBudgets(): Promise<readonly Measured[]> {
  const { first, returning, identified, all, demanded } = await sizes()
  return [
    atMost('first JavaScript of a React app, React excluded', first, 5_300, ' B'),
    ...(await peerSizes()),
    atMost('… and before the first call of a returning user with an expired token', returning, 8_000, ' B'),
    seen('… where an id_token comes with the new one', identified, ' B'),
    atMost('everything it ever loads', all, 24_000, ' B'),
    seen('… where the server demands what few demand', demanded, ' B'),
    atMost('lines of code in @tessera/react', linesOfReact(), 150, ''),
  ]
}

async function peerSizes(): Promise<readonly Measured[]> {
  const bare = bytesOf(await app('without'))
  const measured: Measured[] = []
  for (const peer of peers) measured.push(seen(`… with ${peer}`, bytesOf(loadedWith(await app(peer))) - bare, ' B'))
  return measured
}

/** Each entry that an application ships, alone, with all that it stands on; React and Capacitor excluded. */
export async function entries(): Promise<readonly Measured[]> {
  const measured: Measured[] = []
  const shipped = publicPackages().filter(({ name }) => name !== '@tessera/testing')
  for (const { specifier, source } of shipped.flatMap(({ entries }) => entries)) {
    const built = root + source.replace('/src/', '/dist/').replace(/\.tsx?$/, '.js')
    const chunks = await bundled(built, 'entry')
    const [first, all] = [bytesOf(loadedWith(chunks)), bytesOf(chunks)]
    measured.push(seen(specifier, first, all === first ? ' B' : ` B first, ${all.toLocaleString('en')} B ever`))
  }
  return measured
}

function app(name: string): Promise<Chunks> {
  return bundled(fileURLToPath(new URL(`apps/${name}.tsx`, import.meta.url)))
}

/** Lines that are neither blank nor comment. */
export function linesOfReact(): number {
  return modules()
    .filter(({ path }) => path.startsWith('packages/react/'))
    .reduce((sum, { linesOfCode }) => sum + linesOfCode, 0)
}

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type OutputChunk, rolldown } from 'rolldown'
import { atMost, type Measured } from './measure.ts'

interface Size {
  /** Bytes, minified and gzipped, chunk by chunk. */
  readonly first: number
  readonly all: number
  readonly chunks: ReadonlyMap<string, number>
}

/** What a returning user with an expired token loads besides, before the first call. */
const renewing = /^(refresh-flow|client|request|token|digest|late-ports|sealed-write|id-token)/

export async function sizes(): Promise<readonly Measured[]> {
  const [app, without] = await Promise.all([size('app.tsx'), size('app-without.tsx')])
  const first = app.first - without.first
  const renewal = [...app.chunks].filter(([name]) => renewing.test(name)).reduce((sum, [, bytes]) => sum + bytes, 0)
  return [
    atMost('first JavaScript of a React app, React excluded', first, 5_000, ' B'),
    atMost('… and before the first call of a returning user with an expired token', first + renewal, 8_000, ' B'),
    atMost('everything it ever loads', app.all - without.all, 24_000, ' B'),
  ]
}

async function size(source: string): Promise<Size> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(source, import.meta.url)),
    platform: 'browser',
    preserveEntrySignatures: false,
    logLevel: 'silent',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  const chunks = output.filter(file => file.type === 'chunk')
  const byName = new Map(chunks.map(chunk => [chunk.fileName, chunk]))
  const sizes = new Map(chunks.map(({ fileName, code }) => [fileName, gzipSync(code, { level: 9 }).length]))
  const first = [
    ...statically(
      chunks.filter(chunk => chunk.isEntry),
      byName,
    ),
  ]
  const sum = (names: Iterable<string>) => [...names].reduce((bytes, name) => bytes + (sizes.get(name) ?? 0), 0)
  return { first: sum(first), all: sum(sizes.keys()), chunks: sizes }
}

function statically(chunks: readonly OutputChunk[], byName: ReadonlyMap<string, OutputChunk>): ReadonlySet<string> {
  const found = new Set<string>()
  const waiting = [...chunks]
  for (let chunk = waiting.pop(); chunk; chunk = waiting.pop()) {
    found.add(chunk.fileName)
    waiting.push(...chunk.imports.flatMap(name => (found.has(name) ? [] : (byName.get(name) ?? []))))
  }
  return found
}

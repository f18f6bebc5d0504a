import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type OutputChunk, rolldown } from 'rolldown'

export type Chunks = readonly OutputChunk[]

/** As Vite would bundle it for a page in production: an app, or an entry that keeps what it exports. */
export async function bundled(input: string, kind: 'app' | 'entry' = 'app'): Promise<Chunks> {
  const bundle = await rolldown({
    input,
    external: kind === 'entry' ? [/^react($|\/)/, /^@capacitor\//] : [],
    platform: 'browser',
    preserveEntrySignatures: kind === 'entry' && 'strict',
    logLevel: 'silent',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true, chunkFileNames })
  return output.filter(file => file.type === 'chunk')
}

/** As a bundler names chunks, but for good: a hash of what is in them compresses by luck, some bytes better or worse after every change. */
function chunkFileNames({ name }: { readonly name: string }): string {
  return `${name}-${createHash('sha256').update(name).digest('base64url').slice(0, 8)}.js`
}

/** Bytes, minified and gzipped chunk by chunk. */
export function bytesOf(chunks: Iterable<OutputChunk>): number {
  return [...chunks].reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
}

/** What a page loads with its first JavaScript, or by the time that it has loaded these as well. */
export function loadedWith(chunks: Chunks, ...names: readonly string[]): ReadonlySet<OutputChunk> {
  const named = names.map(name => chunks.find(chunk => chunk.name === name))
  if (named.includes(undefined)) throw new Error(`no such chunks: ${names}`)
  const found = new Set<OutputChunk>()
  const waiting = chunks.filter(chunk => chunk.isEntry || named.includes(chunk))
  for (let chunk = waiting.pop(); chunk; chunk = waiting.pop()) {
    const { imports } = chunk
    found.add(chunk)
    waiting.push(...chunks.filter(other => imports.includes(other.fileName) && !found.has(other)))
  }
  return found
}

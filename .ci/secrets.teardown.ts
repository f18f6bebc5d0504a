import type { TestProject } from 'vitest/node'

/** After the last test, says how much was searched. */
export default function ({ vitest }: TestProject): () => void {
  return () => {
    const counts = vitest.state.getFiles().flatMap(({ meta }) => meta.watched ?? [])
    const sum = (name: 'secrets' | 'outputs') => counts.reduce((all, { [name]: count }) => all + count, 0)
    console.log(`Secrets: ${sum('secrets')} were looked for in ${sum('outputs')} outputs of ${counts.length} files.`)
  }
}

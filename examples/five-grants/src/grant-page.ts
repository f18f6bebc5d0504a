import { mkdir, writeFile } from 'node:fs/promises'
import { read } from '../../../.ci/files.ts'
import { snippetsOf } from '../../../.ci/snippets.ts'

/** The module in the block of that name of a page in docs/grants, with `real` in the place of what the page invents. */
export async function moduleOn(page: string, file: string, real: Readonly<Record<string, string>>) {
  const text = Object.entries(real).reduce(
    (text, [invented, value]) => text.replaceAll(invented, value),
    snippetOn(page, file),
  )
  const path = new URL(`../.cache/${page}/${file}`, import.meta.url)
  await mkdir(new URL('.', path), { recursive: true })
  await writeFile(path, text)
  return import(path.href)
}

/** The block of that name. */
export function snippetOn(page: string, file: string): string {
  const snippet = snippetsOf(page, textOf(page)).find(snippet => snippet.file === `${page}/${file}`)
  if (!snippet) throw new Error(`docs/grants/${page}.md has no block that begins with "// file: ${file}".`)
  return snippet.text.trim()
}

/** The block of that name, changed as the page's first diff says. */
export function mendedOn(page: string, file: string): string {
  const [, diff = ''] = /```diff\n([\s\S]*?)```/.exec(textOf(page)) ?? []
  const changes = [...diff.matchAll(/^ *-(.*\n)(?: *\+(.*\n))?/gm)]
  return changes.reduce((text, [, old = '', mended = '']) => text.replace(old, mended), snippetOn(page, file))
}

/** The messages that the page shows, in their order. */
export function messagesOn(page: string): readonly string[] {
  return [...textOf(page).matchAll(/```http\n([\s\S]*?)```/g)].map(([, message = '']) => message)
}

function textOf(page: string): string {
  return read(`docs/grants/${page}.md`)
}

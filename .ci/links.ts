import { existsSync } from 'node:fs'
import { read, root } from './files.ts'

/** A relative link of a page, as it stands there. */
export interface Link {
  readonly page: string
  readonly line: number
  readonly target: string
}

export function linksOf(page: string): readonly Link[] {
  const lines = withoutCode(read(page)).split('\n')
  return lines.flatMap((text, index) =>
    [...text.matchAll(/\]\((?!https:)([^\s)]+)\)/g)].map(([, target = '']) => ({ page, line: index + 1, target })),
  )
}

/** Where it does not lead to a file and a heading in it. */
export function problemOf({ page, line, target }: Link): readonly string[] {
  const { pathname, hash } = new URL(target, `file:///${page}`)
  const path = decodeURIComponent(pathname).slice(1)
  const isThere = existsSync(root + path) && (hash === '' || headingsOf(path).includes(hash.slice(1)))
  return isThere ? [] : [`${page}:${line} links to ${target}, which is not there.`]
}

/** The names under which GitHub finds the headings of a page. */
function headingsOf(path: string): readonly string[] {
  const headings = withoutCode(read(path)).matchAll(/^#+ (.*)$/gm)
  return [...headings].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** As many lines as before. */
function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^[ \t]*```[\s\S]*?^[ \t]*```/gm, block => block.replaceAll(/[^\n]/g, ''))
}

/** A block of TypeScript in a page of documentation. */
export interface Snippet {
  /** `<page>/<name of the block>`; blocks of one page can import one another. */
  readonly file: string
  /** The file of this project that the block repeats, word for word. */
  readonly copyOf?: { readonly path: string; readonly text: string }
  /** Preceded by as many empty lines as in its page, so that line numbers agree. */
  readonly text: string
}

const block = /^([ \t]*)```(tsx?|typescript)\b[^\n]*\n([\s\S]*?)^[ \t]*```[ \t]*$/gm

/** A block that begins with `// file: name.ts` has that name. One with a path repeats the file that is there. */
export function snippetsOf(page: string, markdown: string): readonly Snippet[] {
  return [...markdown.matchAll(block)].map(({ 1: indent = '', 2: language, 3: code = '', index }) => {
    const line = markdown.slice(0, index).split('\n').length
    const named = /^\s*\/\/ file: (\S+)/.exec(code)?.[1]
    const name = named ?? `line-${line}.${language === 'tsx' ? 'tsx' : 'ts'}`
    const text = code.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
    const copyOf = named?.includes('/') && { path: named, text: text.slice(text.indexOf('\n') + 1) }
    return { file: `${page}/${name}`, text: '\n'.repeat(line) + text, ...(copyOf && { copyOf }) }
  })
}

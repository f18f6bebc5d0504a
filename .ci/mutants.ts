import { read } from './files.ts'

/** One small change of a source, told as the two lines that differ, each on one line whatever its length. */
export interface Mutant {
  /** Below packages/core/src. */
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Where the text of a file is replaced; lines and columns count from 1. */
export interface Replacement {
  readonly fileName: string
  readonly location: { readonly start: Position; readonly end: Position }
  readonly replacement?: string | undefined
}

interface Position {
  readonly line: number
  readonly column: number
}

const home = 'packages/core/src/'

/** How a mutant is told apart from others, and written down. */
export function toldAs({ file, from, to }: Mutant): string {
  return `@@ ${file} @@\n- ${from}\n+ ${to}`
}

export function mutantOf({ fileName, location: { start, end }, replacement = '' }: Replacement): Mutant {
  const path = fileName.slice(fileName.indexOf(home))
  const lines = read(path)
    .split('\n')
    .slice(start.line - 1, end.line)
  const before = (lines[0] ?? '').slice(0, start.column - 1)
  const after = (lines.at(-1) ?? '').slice(end.column - 1)
  const text = lines.join('\n')
  const changed = text.slice(before.length, text.length - after.length)
  const told = (middle: string) => onOneLine(before + shortened(onOneLine(middle)) + after)
  return { file: path.slice(home.length), from: told(changed), to: told(replacement) }
}

/** The mutants that a page explains under a heading: the blocks of `diff` there. */
export function explainedIn(page: string, heading: string): readonly Mutant[] {
  const section = page.split(/^## /m).find(text => text.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^```diff\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => mutantsIn(block))
}

function mutantsIn(block: string): readonly Mutant[] {
  return block.split(/^@@ /m).flatMap(part => {
    const file = part.slice(0, part.indexOf(' @@'))
    return [...part.matchAll(/^- (.*)\n\+ (.*)$/gm)].map(([, from = '', to = '']) => ({ file, from, to }))
  })
}

function onOneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}

function shortened(text: string): string {
  return text.length > 90 ? `${text.slice(0, 60)} … ${text.slice(-20)}` : text
}

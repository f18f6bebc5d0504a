import { describe, expect, it } from 'vitest'
import { type ErrorCode, OAuthError } from './errors.js'
import { explain, likelyCauses } from './explain.js'

const again = {
  true: 'Yes: the same call may succeed later.',
  false: 'No: something has to change first.',
} as const

function section(code: ErrorCode): string {
  const { why, fix } = explain[code]
  const list = likelyCauses[code].map(cause => `- ${cause}`).join('\n')
  const { retryable } = new OAuthError(code)
  return `## ${code}\n\n${why}\n\nLikely causes:\n\n${list}\n\nWhat to do: ${fix}\n\nRetryable? ${again[`${retryable}`]}\n`
}

const codes = Object.keys(explain).filter((code): code is ErrorCode => code in explain)

const page = `# Errors

Every failure is an \`OAuthError\`. Its \`code\` is one of the headings below, its \`facts\` say what it is about, its
\`serverError\` is the server's own word where there is one, and \`retryable\` says whether the same call may succeed later without
anybody changing anything.

Which of the causes is it? \`diagnose\`, from \`@tessera/browser/diagnose\` or in Node from \`@tessera/core/diagnose\`, looks, and says it in sentences.

This page is written from \`explain.ts\`, \`likely-causes.ts\` and \`errors.ts\` in \`packages/core/src\`: change it there, then run the tests with \`--update\`.

${codes.map(section).join('\n')}`

describe('explanations', () => {
  it('docs/errors.md is written from explain and the errors themselves', async () => {
    await expect(page).toMatchFileSnapshot('../../../docs/errors.md')
  })

  it.each(codes)('%s is explained in whole sentences, its causes in the middle of one', code => {
    const { why, fix } = explain[code]
    for (const text of [why, fix]) expect(text).toMatch(/^[A-Z].*\.$/)
    for (const cause of likelyCauses[code]) expect(cause).toMatch(/\w.*[^.]$/)
  })
})

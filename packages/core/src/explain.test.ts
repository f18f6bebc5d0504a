import { describe, expect, it } from 'vitest'
import { explain } from './explain.js'

const page = `# Errors

Every failure is an \`OAuthError\`. Its \`code\` is one of the headings below, its \`facts\` say what it is about, its
\`serverError\` is the server's own word where there is one, and \`retryable\` says whether the same call may succeed later.

This page is written from \`packages/core/src/explain.ts\`: change it there, then run the tests with \`--update\`.

${Object.entries(explain)
  .map(([code, { why, fix }]) => `## ${code}\n\n${why}\n\n${fix}\n`)
  .join('\n')}`

describe('explanations', () => {
  it('docs/errors.md is written from explain', async () => {
    await expect(page).toMatchFileSnapshot('../../../docs/errors.md')
  })

  it.each(Object.entries(explain))('%s is explained in whole sentences', (_, { why, fix }) => {
    for (const text of [why, fix]) expect(text).toMatch(/^[A-Z].*\.$/)
  })
})

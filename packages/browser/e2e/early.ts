import { handOverSilentAnswer } from '../src/silent-answer.js'

// What docs/grants/authorization-code.md advises for the page at the redirect URI.
await handOverSilentAnswer()
await import('./page.js')

import { type SecretWatch, secretWatch } from './secret-watch.ts'

/** What was secret in this file of tests, and what was said in it. */
export const suiteWatch: SecretWatch = secretWatch()

/** How a line on the console begins with which a page tells the watch, not people. */
export const aside = 'told to the test: '

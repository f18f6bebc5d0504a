// The view of an app has a database, too.
export { dpop } from '@tessera/browser/dpop'

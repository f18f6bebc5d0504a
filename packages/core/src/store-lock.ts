export { storeLock } from './ports/store-lock.js'

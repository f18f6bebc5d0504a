export { type LockUnderTest, lockSuite } from '../../core/test-support/lock-suite.js'
export { type StoreUnderTest, storeSuite } from '../../core/test-support/store-suite.js'

import { storesOn } from '../test-support/stores.js'

await storesOn('android')

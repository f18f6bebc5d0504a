import { providerSuite } from '../../test-support/provider-suite.js'
import { appleFixture } from '../../test-support/providers/apple.js'

providerSuite(appleFixture)

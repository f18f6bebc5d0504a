import { providerSuite } from '../../test-support/provider-suite.js'
import { salesforceFixture } from '../../test-support/providers/salesforce.js'

providerSuite(salesforceFixture)

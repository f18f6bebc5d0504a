import { providerSuite } from '../../test-support/provider-suite.js'
import { twitchFixture } from '../../test-support/providers/twitch.js'

providerSuite(twitchFixture)

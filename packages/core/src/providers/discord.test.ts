import { providerSuite } from '../../test-support/provider-suite.js'
import { discordFixture } from '../../test-support/providers/discord.js'

providerSuite(discordFixture)

import { providerSuite } from '../../test-support/provider-suite.js'
import { spotifyFixture } from '../../test-support/providers/spotify.js'

providerSuite(spotifyFixture)

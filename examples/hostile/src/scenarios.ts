import type { Scenario } from './scenario.ts'
import { authorization } from './scenarios/authorization.ts'
import { boundTokens, certificates } from './scenarios/bound.ts'
import { device } from './scenarios/device.ts'
import { discovery } from './scenarios/discovery.ts'
import { endpoints } from './scenarios/endpoints.ts'
import { exchanges } from './scenarios/exchange.ts'
import { idToken } from './scenarios/id-token.ts'
import { keys } from './scenarios/keys.ts'
import { otherWays } from './scenarios/other-ways.ts'
import { pushedRequests, signedRequests } from './scenarios/pushed.ts'
import { renewal } from './scenarios/renewal.ts'
import { signedIntrospection, signedResponse, signedUserinfo } from './scenarios/signed.ts'
import { token } from './scenarios/token.ts'

export const scenarios: readonly Scenario[] = [
  ...discovery,
  ...keys,
  ...pushedRequests,
  ...authorization,
  ...signedRequests,
  ...signedResponse,
  ...otherWays,
  ...device,
  ...token,
  ...exchanges,
  ...idToken,
  ...renewal,
  ...boundTokens,
  ...certificates,
  ...endpoints,
  ...signedUserinfo,
  ...signedIntrospection,
]

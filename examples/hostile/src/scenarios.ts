import type { Scenario } from './scenario.ts'
import { authorization } from './scenarios/authorization.ts'
import { discovery } from './scenarios/discovery.ts'
import { endpoints } from './scenarios/endpoints.ts'
import { idToken } from './scenarios/id-token.ts'
import { keys } from './scenarios/keys.ts'
import { renewal } from './scenarios/renewal.ts'
import { token } from './scenarios/token.ts'

export const scenarios: readonly Scenario[] = [
  ...discovery,
  ...keys,
  ...authorization,
  ...token,
  ...idToken,
  ...renewal,
  ...endpoints,
]

import type { TestClient } from '../clients.js'
import type { Ground } from '../ground.js'
import type { TokenAnswer } from '../token-answer.js'

/** One way to tokens: answers an authenticated client's form, or throws a `Refusal`. */
export type Grant = (ground: Ground, client: TestClient, form: URLSearchParams) => Promise<TokenAnswer>

import { json } from './answer.js'
import type { Endpoint } from './ground.js'

/** RFC 7517 §5. */
export const keysEndpoint: Endpoint = async ({ keys }) => json(await keys.published())

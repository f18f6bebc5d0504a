import type { AuthorizationDetail } from '../token-set.js'
import { filled, isObject } from './json.js'

/** Authorization details in an answer (RFC 9396 §7), if they are a list of objects that each have a type. */
export function detailsIn(value: unknown): readonly AuthorizationDetail[] | undefined {
  return Array.isArray(value) && value.every(isDetail) ? value : undefined
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return isObject(value) && filled(value.type) !== undefined
}

import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'

/** How id_tokens are signed. */
export type SigningAlgorithm = 'ES256' | 'RS256'

/** The key of the server: one at a time (RFC 7517). */
export interface Keys {
  readonly algorithm: SigningAlgorithm
  published(): Promise<{ readonly keys: readonly JWK[] }>
  sign(claims: JWTPayload): Promise<string>
  /** From now on another key signs, and the old one is published no longer. */
  rotate(): void
}

export function signingKeys(algorithm: SigningAlgorithm): Keys {
  let generation = 1
  let current: ReturnType<typeof makeKey> | undefined

  function key() {
    current ??= makeKey(algorithm, `key-${generation}`)
    return current
  }

  return {
    algorithm,
    published: async () => ({ keys: [(await key()).publicKey] }),
    sign: async claims => {
      const { privateKey, publicKey } = await key()
      return new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid: publicKey.kid }).sign(privateKey)
    },
    rotate: () => {
      generation += 1
      current = undefined
    },
  }
}

async function makeKey(alg: SigningAlgorithm, kid: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg)
  return { privateKey, publicKey: { ...(await exportJWK(publicKey)), alg, kid, use: 'sig' } }
}

import { setTimeout } from 'node:timers/promises'
import type Provider from 'oidc-provider'

/** What may go wrong between the token endpoint and the client. */
export interface TokenAnswers {
  loseNext(): void
  /** Whether the next one will be lost. */
  losesNext(): boolean
  delay(milliseconds: number): void
}

export function tokenAnswers(provider: Provider): TokenAnswers {
  const tokenEndpoint = provider.pathFor('token')
  let losesNext = false
  let delay = 0

  provider.use(async (ctx, next) => {
    if (ctx.method !== 'POST' || ctx.path !== tokenEndpoint) return next()
    const lost = losesNext
    losesNext = false

    await next()

    if (delay > 0) await setTimeout(delay, undefined, { ref: false })
    if (!lost) return
    ctx.respond = false
    ctx.req.socket.destroy()
  })

  return {
    loseNext() {
      losesNext = true
    },
    losesNext: () => losesNext,
    delay(milliseconds) {
      delay = milliseconds
    },
  }
}
